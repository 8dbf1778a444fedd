package dev.diskless.examples;

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.util.JsonGeneratorDelegate;

/** Puts the number of the format in front of what a report says. */
final class FramedJson extends JsonGeneratorDelegate {

    private final int format;
    private boolean begun;

    FramedJson(JsonGenerator json, int format) {
        super(json, false);
        this.format = format;
    }

    @Override
    public JsonGenerator writeStartObject() {
        super.writeStartObject();
        return begin();
    }

    @Override
    public JsonGenerator writeStartObject(Object forValue) {
        super.writeStartObject(forValue);
        return begin();
    }

    @Override
    public JsonGenerator writeStartObject(Object forValue, int size) {
        super.writeStartObject(forValue, size);
        return begin();
    }

    private JsonGenerator begin() {
        if (!begun) {
            begun = true;
            writeNumberProperty("format", format);
        }
        return this;
    }
}
