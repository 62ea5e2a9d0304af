package io.adxflow.job.tail;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/** The form in which processes ask each other for rows: JSON, that of rows deflated. */
final class TailExchange {
    /** Under which it is asked for. */
    static final String TOPIC = "rows";

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final ObjectReader REQUESTS = JSON.readerFor(new TypeReference<Map<String, TailRequest>>() {});
    private static final ObjectReader VIEWS = JSON.readerFor(new TypeReference<Map<String, TailView>>() {});

    private TailExchange() {}

    /** @param requests by who watches; empty gives an empty text */
    static String text(Map<String, TailRequest> requests) {
        try {
            return requests.isEmpty() ? "" : JSON.writeValueAsString(requests);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Map<String, TailRequest> requests(String text) throws IOException {
        return text.isEmpty() ? Map.of() : REQUESTS.readValue(text);
    }

    static byte[] bytes(Map<String, TailView> views) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new DeflaterOutputStream(bytes)) {
            JSON.writeValue(out, views);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static Map<String, TailView> views(byte[] bytes) throws IOException {
        return VIEWS.readValue(new InflaterInputStream(new ByteArrayInputStream(bytes)));
    }
}
