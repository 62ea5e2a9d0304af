package io.adxflow.job.config;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The kinds of destination there are, and what each needs to be told. */
public final class DestinationKinds {
    /** What {@code monikers.<name>.<key>} may set for a kind. */
    public record KindOption(String key, boolean required, String defaultText, String description) {}

    /** A kind and its options. */
    public record Kind(String name, String description, List<KindOption> options) {
        @Nullable
        KindOption option(String key) {
            return options.stream()
                    .filter(option -> option.key().equals(key))
                    .findFirst()
                    .orElse(null);
        }
    }

    private static final Map<String, Kind> KINDS = byName(new Kind(
            "directory",
            "Compressed CSV files in a folder of any Flink file system: <path>/<database>/<table>/<batch>.csv.gz",
            List.of(new KindOption(
                    "path",
                    true,
                    "<storage.directory>/tables for the moniker named local",
                    "The folder, a path or the URI of a Flink file system."))));

    private DestinationKinds() {}

    /** All kinds by name, ordered by name. */
    public static Map<String, Kind> kinds() {
        return KINDS;
    }

    private static Map<String, Kind> byName(Kind... kinds) {
        Map<String, Kind> byName = new TreeMap<>();
        for (Kind kind : kinds) {
            byName.put(kind.name(), kind);
        }
        return Collections.unmodifiableMap(byName);
    }
}
