package io.adxflow.bench.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A file of relabel rules as one setting of the job. */
public final class RelabelFile {
    private static final String KEY = "namespaces.default.relabel=";

    private RelabelFile() {}

    /**
     * {@code namespaces.default.relabel=[…]}.
     *
     * @param file a list of rules in YAML
     * @throws IOException when it is none
     */
    public static String setting(Path file) throws IOException {
        JsonNode rules = YAMLMapper.builder().build().readTree(Files.readString(file));
        if (!rules.isArray()) {
            throw new IOException(file + " holds no list of rules");
        }
        return KEY + rules;
    }

    /** Whether {@link #setting} made one of these. */
    public static boolean isIn(List<String> settings) {
        return settings.stream().anyMatch(setting -> setting.startsWith(KEY));
    }
}
