package dev.teerex.server.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How much memory this system, or the container that it is, has. From Linux's own files: the JDK's beans take longer to load. */
final class SystemMemory {
    private static final Pattern TOTAL = Pattern.compile("MemTotal:\\s+(\\d{1,12}) kB");
    private static final Pattern LIMIT = Pattern.compile("(\\d{1,18})\\s*");

    private SystemMemory() {}

    /**
     * Returns the bytes of memory; {@link Long#MAX_VALUE} where nothing says how many there are.
     *
     * @param root the root folder, under which {@code proc} and {@code sys} are
     */
    static long read(Path root) {
        long total = number(root.resolve("proc/meminfo"), TOTAL, 1024).orElse(Long.MAX_VALUE);
        long limit = number(root.resolve("sys/fs/cgroup/memory.max"), LIMIT, 1).orElse(Long.MAX_VALUE);
        return Math.min(total, limit);
    }

    private static OptionalLong number(Path file, Pattern pattern, long unit) {
        try {
            Matcher matcher = pattern.matcher(Files.readString(file));
            return matcher.lookingAt()
                    ? OptionalLong.of(Long.parseLong(matcher.group(1)) * unit)
                    : OptionalLong.empty();
        } catch (IOException notLinux) {
            return OptionalLong.empty();
        }
    }
}
