package io.adxflow.job.config;

import io.adxflow.sinks.delivery.DestinationFactory;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The kinds of destination there are, with what people are told of each; the factories themselves check the values. */
public final class DestinationKinds {
    /** What {@code monikers.<name>.<key>} may set for a kind. */
    public record KindOption(String key, String defaultText, String description) {}

    /** A kind and its options. */
    public record Kind(String name, String description, List<KindOption> options) {
        /** The keys that may stand under a moniker of this kind, {@code kind} first. */
        List<String> keys() {
            List<String> keys = new ArrayList<>(List.of("kind"));
            options.forEach(option -> keys.add(option.key()));
            return keys;
        }
    }

    private static final Map<String, Kind> KINDS = byName(new Kind(
            "directory",
            "Compressed CSV files in a folder: <path>/<database>/<table>/<batch>.csv.gz.",
            List.of(new KindOption(
                    "path",
                    "tables in storage.directory",
                    "The folder, a path on a disk that every TaskManager sees."))));

    private static final Map<String, DestinationFactory> FACTORIES = factories();

    private DestinationKinds() {}

    /** All kinds by name, ordered by name. */
    public static Map<String, Kind> kinds() {
        return KINDS;
    }

    /** What checks and opens destinations of a kind, or null when there is no such kind. */
    static @Nullable DestinationFactory factory(String kind) {
        return FACTORIES.get(kind);
    }

    /** Names of all kinds that work here, ordered. */
    static Collection<String> names() {
        return FACTORIES.keySet();
    }

    private static Map<String, Kind> byName(Kind... kinds) {
        Map<String, Kind> byName = new TreeMap<>();
        for (Kind kind : kinds) {
            byName.put(kind.name(), kind);
        }
        return Collections.unmodifiableMap(byName);
    }

    private static Map<String, DestinationFactory> factories() {
        Map<String, DestinationFactory> factories = new TreeMap<>();
        ServiceLoader.load(DestinationFactory.class, DestinationKinds.class.getClassLoader())
                .forEach(factory -> factories.put(factory.kind(), factory));
        return Collections.unmodifiableMap(factories);
    }
}
