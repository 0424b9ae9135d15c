package dev.teerex.server.log;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Brings warnings of libraries into the one log: logger, message and the kind of exception, no more. */
public final class LibraryLog extends Handler {
    private final JsonLog log;

    private LibraryLog(JsonLog log) {
        this.log = log;
    }

    /** Takes the JDK's log over, for the whole process. */
    public static void install(JsonLog log) {
        LogManager.getLogManager().reset();
        Logger root = Logger.getLogger("");
        root.setLevel(Level.WARNING);
        root.addHandler(new LibraryLog(log));
    }

    @Override
    public void publish(LogRecord logged) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("logger", String.valueOf(logged.getLoggerName()));
        fields.put("message", String.valueOf(logged.getMessage()));
        if (logged.getThrown() != null) {
            fields.put("exception", logged.getThrown().getClass().getName());
        }
        log.write(
                logged.getLevel().intValue() >= Level.SEVERE.intValue() ? JsonLog.Level.ERROR : JsonLog.Level.WARN,
                "library",
                fields);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
}
