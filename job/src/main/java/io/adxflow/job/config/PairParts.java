package io.adxflow.job.config;

import io.adxflow.sinks.delivery.MonikerSpec;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes into a moniker of kind {@code pair} what the monikers are that it is made of ({@code part.<name>.kind}, …), so that its
 * definition changes when theirs do, and old batches find the places that they were cut for.
 */
final class PairParts {
    static final String KIND = "pair";

    /** What the keys begin with that are written here, and may stand in a document. */
    static final String PREFIX = "part.";

    private static final List<String> LISTS = List.of("storage", "hub");

    private PairParts() {}

    /** What is in no moniker stays as it is. */
    static MonikerSpec expand(MonikerSpec pair, Map<String, MonikerSpec> monikers) {
        Map<String, String> options = new TreeMap<>(pair.options());
        for (String list : LISTS) {
            for (String entry : options.getOrDefault(list, "").split(",")) {
                MonikerSpec part = monikers.get(entry.strip());
                if (part != null && !part.kind().equals(KIND)) {
                    String prefix = PREFIX + part.name() + ".";
                    options.keySet().removeIf(key -> key.startsWith(prefix));
                    options.put(prefix + "kind", part.kind());
                    part.ofKind().options().forEach((key, value) -> options.put(prefix + key, value));
                }
            }
        }
        return new MonikerSpec(pair.name(), pair.kind(), Map.copyOf(options));
    }
}
