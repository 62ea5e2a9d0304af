package io.adxflow.job.bundle;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.adxflow.job.rows.RowRules;

/** Row rules as JSON text, the form in which the state keeps them; equal rules give equal texts. */
final class RowRulesText {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    private RowRulesText() {}

    static String of(RowRules rules) {
        try {
            return JSON.writeValueAsString(rules);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("row rules cannot be written: " + e.getMessage(), e);
        }
    }

    static RowRules parse(String text) {
        try {
            return JSON.readValue(text, RowRules.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("row rules in the state cannot be read: " + e.getMessage(), e);
        }
    }
}
