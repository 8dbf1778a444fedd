package dev.diskless.examples;

import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.AbstractList;
import java.util.List;
import java.util.function.Function;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
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
        StringWriter text = new StringWriter();
        print(report, text);
        return text.toString();
    }

    /** The same, printed as it is made, so that long lists need not be in memory as text. */
    static void print(Record report, Writer target) {
        ObjectWriter writer = MAPPER.writerWithDefaultPrettyPrinter();
        // Not closed if that fails: closing would end the text as if it were whole.
        JsonGenerator json = writer.createGenerator(new HalfPairWriter(target));
        writer.writeValue(new FramedJson(json, FORMAT), report);
        json.writeRaw("\n");
        json.flush();
    }

    /** The elements of a list as others, each made when it is asked for. */
    static <T, R> List<R> each(List<T> list, Function<? super T, ? extends R> made) {
        return new AbstractList<>() {
            @Override
            public R get(int index) {
                return made.apply(list.get(index));
            }

            @Override
            public int size() {
                return list.size();
            }
        };
    }
}
