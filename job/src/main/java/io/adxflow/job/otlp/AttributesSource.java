package io.adxflow.job.otlp;

import io.adxflow.job.tables.ByteBuilder;
import io.adxflow.sources.wire.MalformedBodyException;

/** The attributes of a record itself. */
record AttributesSource(RecordView view, int fieldTag) implements JsonField.Source {
    @Override
    public void csv(ByteBuilder to) throws MalformedBodyException, RefusedRecordException {
        to.put('"');
        view.json.object(view.start, view.end, fieldTag, 0, to);
        to.put('"');
    }

    @Override
    public boolean isNull() {
        return false;
    }
}
