package dev.teerex.updater.git;

import dev.teerex.updater.UpdateException;
import dev.teerex.updater.UpdateException.Code;
import dev.teerex.updater.edits.Tree;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.errors.LargeObjectException;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.treewalk.TreeWalk;

/** The files of a commit. */
final class CommitTree implements Tree {
    private final Repository repository;
    private final Map<String, ObjectId> blobs = new LinkedHashMap<>();

    CommitTree(Repository repository, ObjectId tree) throws IOException {
        this.repository = repository;
        try (TreeWalk walk = new TreeWalk(repository)) {
            walk.addTree(tree);
            walk.setRecursive(true);
            while (walk.next()) {
                FileMode mode = walk.getFileMode(0);
                if (FileMode.REGULAR_FILE.equals(mode) || FileMode.EXECUTABLE_FILE.equals(mode)) {
                    blobs.put(walk.getPathString(), walk.getObjectId(0));
                }
            }
        }
    }

    @Override
    public List<String> paths() {
        return new ArrayList<>(blobs.keySet());
    }

    @Override
    public Optional<byte[]> read(String path) {
        ObjectId blob = blobs.get(path);
        if (blob == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(repository.open(blob).getCachedBytes((int) LARGEST_FILE));
        } catch (LargeObjectException e) {
            throw new UpdateException(
                    Code.BAD_FILE, path + " is larger than the " + LARGEST_FILE + " bytes that are edited here", e);
        } catch (IOException e) {
            throw new UpdateException(Code.BAD_FILE, path + " cannot be read from the commit", e);
        }
    }
}
