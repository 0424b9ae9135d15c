package dev.teerex.eif;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.teerex.eif.EifException.Code;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;

/** The metadata section: compact JSON, with the keys in the order in which upstream's serialiser gives them. */
final class MetadataJson {
    private static final JsonFactory JSON = BoundedJson.factory();

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
        Map<String, String> fields = new HashMap<>();
        try (JsonParser json = JSON.createParser(bytes)) {
            readObject(json, json.nextToken(), "", fields);
            if (json.nextToken() != null) {
                throw malformed(offset, "something follows the object");
            }
        } catch (IOException e) {
            // The parser's own message would quote the file.
            throw malformed(offset, "it is not JSON");
        }
        return new EifMetadata(
                field(fields, "/ImageName", offset),
                field(fields, "/ImageVersion", offset),
                field(fields, "/BuildMetadata/BuildTime", offset),
                field(fields, "/BuildMetadata/BuildTool", offset),
                field(fields, "/BuildMetadata/BuildToolVersion", offset),
                field(fields, "/BuildMetadata/OperatingSystem", offset),
                field(fields, "/BuildMetadata/KernelVersion", offset));
    }

    /** Collects the strings of the object and of its one interesting child; passes over everything else. */
    private static void readObject(JsonParser json, JsonToken start, String prefix, Map<String, String> fields)
            throws IOException {
        if (start != JsonToken.START_OBJECT) {
            return;
        }
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = prefix + "/" + json.currentName();
            JsonToken value = json.nextToken();
            if (value == JsonToken.VALUE_STRING) {
                fields.put(name, json.getText());
            } else if (name.equals("/BuildMetadata")) {
                readObject(json, value, name, fields);
            } else {
                json.skipChildren();
            }
        }
    }

    private static String field(Map<String, String> fields, String name, long offset) {
        String value = fields.get(name);
        if (value == null) {
            throw malformed(offset, "it has no string " + name);
        }
        return value;
    }

    private static EifException malformed(long offset, String why) {
        return EifException.at(Code.BAD_METADATA, offset, "the metadata cannot be read: " + why);
    }
}
