package dev.teerex.eif;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.teerex.eif.EifException.Code;
import dev.teerex.eif.json.JsonValue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The metadata section: compact JSON, with the keys in the order in which upstream's serialiser gives them. */
final class MetadataJson {
    private static final JsonFactory JSON = new JsonFactory();

    private MetadataJson() {}

    static byte[] write(EifMetadata metadata) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes, JsonEncoding.UTF8)) {
            json.writeStartObject();
            json.writeStringField("ImageName", metadata.imageName());
            json.writeStringField("ImageVersion", metadata.imageVersion());
            json.writeObjectFieldStart("BuildMetadata");
            json.writeStringField("BuildTime", metadata.buildTime());
            json.writeStringField("BuildTool", metadata.buildTool());
            json.writeStringField("BuildToolVersion", metadata.buildToolVersion());
            json.writeStringField("OperatingSystem", metadata.operatingSystem());
            json.writeStringField("KernelVersion", metadata.kernelVersion());
            json.writeEndObject();
            json.writeNullField("DockerInfo");
            json.writeNullField("CustomMetadata");
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    static EifMetadata read(byte[] bytes, long offset) {
        JsonValue json = JsonValue.parse(bytes).orElseThrow(() -> malformed(offset, "it is not JSON"));
        JsonValue build = json.get("BuildMetadata").orElseThrow(() -> malformed(offset, "it has no BuildMetadata"));
        return new EifMetadata(
                text(json, "ImageName", offset),
                text(json, "ImageVersion", offset),
                text(build, "BuildTime", offset),
                text(build, "BuildTool", offset),
                text(build, "BuildToolVersion", offset),
                text(build, "OperatingSystem", offset),
                text(build, "KernelVersion", offset));
    }

    private static String text(JsonValue json, String name, long offset) {
        return json.get(name).flatMap(JsonValue::text).orElseThrow(() -> malformed(offset, "it has no string " + name));
    }

    private static EifException malformed(long offset, String why) {
        return EifException.at(Code.BAD_METADATA, offset, "the metadata cannot be read: " + why);
    }
}
