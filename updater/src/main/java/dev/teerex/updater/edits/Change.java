package dev.teerex.updater.edits;

/**
 * What is to happen to one file.
 *
 * @param path the file
 * @param content all its new bytes; not copied
 * @param versions how many versions in it change
 */
@SuppressWarnings("ArrayRecordComponent") // carried from the edit to the commit, never compared
public record Change(String path, byte[] content, int versions) {
    @Override
    public String toString() {
        return path + " (" + versions + (versions == 1 ? " version)" : " versions)");
    }
}
