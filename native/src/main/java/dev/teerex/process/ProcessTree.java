package dev.teerex.process;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.StringTokenizer;

/** A process and what it has started. */
public final class ProcessTree {
    private ProcessTree() {}

    /** Kills a process and all that it has started. What a process that ended before has left behind is not found any more. */
    public static void kill(Process process) {
        if (process.isAlive()) {
            descendants(process.toHandle()).forEach(ProcessHandle::destroyForcibly);
        }
        process.destroyForcibly();
    }

    /** The JDK reads what there is of every process on the machine; Linux, where it can tell, is asked of this one alone. */
    private static List<ProcessHandle> descendants(ProcessHandle process) {
        List<ProcessHandle> found = new ArrayList<>();
        try {
            addDescendants(process.pid(), found);
            return found;
        } catch (IOException | DirectoryIteratorException e) {
            // Another system, a kernel that does not tell, or what was to be read ended meanwhile.
            return process.descendants().toList();
        }
    }

    // proc(5): /proc/PID/task/TID/children has the ids of what this thread has started, with spaces between them.
    private static void addDescendants(long process, List<ProcessHandle> found) throws IOException {
        try (DirectoryStream<Path> threads =
                Files.newDirectoryStream(Path.of("/proc", Long.toString(process), "task"))) {
            for (Path thread : threads) {
                var children = new StringTokenizer(Files.readString(thread.resolve("children")));
                while (children.hasMoreTokens()) {
                    long child = Long.parseLong(children.nextToken());
                    ProcessHandle.of(child).ifPresent(found::add);
                    addDescendants(child, found);
                }
            }
        }
    }
}
