package dev.diskless.examples;

import java.nio.file.Path;
import java.util.HexFormat;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.ser.std.ToStringSerializer;

/** Reports for programs: names as in the report, bytes as integers, times as ISO 8601 in UTC. */
final class Json {

    /** Rises when a name goes or changes its meaning; new names may come without. */
    private static final int FORMAT = 1;

    // The line feed is given, for the default one is that of the host.
    private static final DefaultIndenter INDENTER = new DefaultIndenter("  ", "\n");

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .disable(EnumFeature.WRITE_ENUMS_USING_TO_STRING)
            .enable(EnumFeature.WRITE_ENUMS_TO_LOWERCASE)
            .defaultPrettyPrinter(
                    new DefaultPrettyPrinter().withObjectIndenter(INDENTER).withArrayIndenter(INDENTER))
            .addModule(new SimpleModule().addSerializer(Path.class, ToStringSerializer.instance))
            .build();

    private Json() {}

    /** A report as an object with the number of its format, ended by a line feed. */
    static String text(Record report) {
        ObjectNode object = MAPPER.createObjectNode().put("format", FORMAT);
        object.setAll((ObjectNode) MAPPER.valueToTree(report));
        return escaped(MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(object)) + "\n";
    }

    // The bytes of a name that are not UTF-8 are halves of surrogate pairs in its text, which only an escape can say.
    private static String escaped(String json) {
        StringBuilder text = new StringBuilder(json.length());
        json.codePoints().forEach(point -> {
            if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
                text.append("\\u").append(HexFormat.of().toHexDigits((char) point));
            } else {
                text.appendCodePoint(point);
            }
        });
        return text.toString();
    }
}
