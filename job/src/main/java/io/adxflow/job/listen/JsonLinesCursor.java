package io.adxflow.job.listen;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.adxflow.job.tables.ByteBuilder;
import io.adxflow.sources.listen.UnreadableException;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Rows of JSON: an object each, one behind the other, on lines of their own or not. */
final class JsonLinesCursor implements RowCursor {
    private static final JsonMapper JSON = new JsonMapper();

    private final MappingIterator<JsonNode> objects;
    private final JsonCells cells;
    private long number;

    JsonLinesCursor(InputStream in, @Nullable String schema) throws IOException, UnreadableException {
        if (schema == null) {
            throw new UnreadableException(
                    "nothing says which columns it has (expected: a _schema.json beside, or the option schema)");
        }
        cells = new JsonCells(schema);
        objects = JSON.readerFor(JsonNode.class).readValues(in);
    }

    @Override
    public String schema() {
        return cells.schema();
    }

    @Override
    public boolean next(ByteBuilder to) throws IOException, UnreadableException {
        try {
            if (!objects.hasNextValue()) {
                return false;
            }
            JsonNode object = objects.nextValue();
            if (!object.isObject()) {
                throw new UnreadableException("value " + number + " is no object of JSON");
            }
            cells.write(object, to);
            number++;
            return true;
        } catch (JsonProcessingException e) {
            throw new IOException("value " + number + " is no JSON: " + e.getOriginalMessage(), e);
        }
    }

    @Override
    public void close() throws IOException {
        objects.close();
    }
}
