package io.adxflow.job.handshake.formats;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

/** Writes maps and lists as YAML, texts in quotes, so that none is taken for a number or a date. */
public final class YamlText {
    private static final YAMLMapper YAML = YAMLMapper.builder(YAMLFactory.builder()
                    .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                    .disable(YAMLGenerator.Feature.SPLIT_LINES)
                    .build())
            .build();

    private static final YAMLMapper SORTED = YAML.copy();

    static {
        SORTED.configure(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, true);
    }

    private YamlText() {}

    /** In the order of the maps. */
    public static String of(Object value) {
        return write(YAML, value);
    }

    /** In the order of the keys: values of equal meaning have equal texts. */
    public static String canonical(Object value) {
        return write(SORTED, value);
    }

    private static String write(YAMLMapper mapper, Object value) {
        try {
            return mapper.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a configuration cannot be written: " + e.getMessage(), e);
        }
    }
}
