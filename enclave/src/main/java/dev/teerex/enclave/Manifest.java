package dev.teerex.enclave;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.List;

/** What an image holds, file by file, for whoever wants to know what its registers stand for. */
final class Manifest {
    private static final JsonFactory JSON = new JsonFactory();

    private Manifest() {}

    /**
     * One file.
     *
     * @param name its name in the image
     * @param mode its permission bits
     * @param size its size in bytes
     * @param sha256 its digest, in hexadecimal
     * @param origin where it comes from
     */
    record Entry(String name, int mode, long size, String sha256, String origin) {}

    /** Returns the manifest as JSON; equal images have equal manifests. */
    static String write(String image, boolean test, String commandLine, List<String> command, List<Entry> files) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text).useDefaultPrettyPrinter()) {
            json.writeStartObject();
            json.writeStringField("image", image);
            json.writeBooleanField("test", test);
            json.writeStringField("kernelCommandLine", commandLine);
            json.writeArrayFieldStart("command");
            for (String word : command) {
                json.writeString(word);
            }
            json.writeEndArray();
            json.writeArrayFieldStart("files");
            for (Entry file :
                    files.stream().sorted(Comparator.comparing(Entry::name)).toList()) {
                json.writeStartObject();
                json.writeStringField("name", file.name());
                json.writeStringField("mode", "%04o".formatted(file.mode()));
                json.writeNumberField("size", file.size());
                json.writeStringField("sha256", file.sha256());
                json.writeStringField("origin", file.origin());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return text.append('\n').toString();
    }
}
