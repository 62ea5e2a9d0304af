package io.adxflow.job.bundle;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.adxflow.job.rows.RowRules;

/** Row rules as JSON text, the form in which the state of builds without versions kept them. */
final class RowRulesText {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private RowRulesText() {}

    static RowRules parse(String text) {
        try {
            return JSON.readValue(text, RowRules.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("row rules in the state cannot be read: " + e.getMessage(), e);
        }
    }
}
