package io.adxflow.job.cli.reference;

import io.adxflow.job.config.DestinationKinds;
import io.adxflow.job.config.DestinationKinds.Kind;
import io.adxflow.job.config.DestinationKinds.KindOption;
import io.adxflow.job.config.KnownOption;
import io.adxflow.job.config.ListenKeys;
import io.adxflow.job.config.OptionRegistry;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Every key of the pipeline file, gathered from where each is declared. */
public final class ReferenceKeys {
    private static final String RESTART = "restart";

    /** When a change of the control document takes effect. */
    static final String LIVE = "in seconds";

    private static final String ANY_KIND = "";

    private ReferenceKeys() {}

    /** All keys, options first. A key that several kinds of destinations have stands there for each. */
    public static List<ReferenceKey> all() {
        List<ReferenceKey> keys = new ArrayList<>();
        for (KnownOption option : OptionRegistry.options().values()) {
            keys.add(new ReferenceKey(
                    option.key(), ANY_KIND, option.typeName(), option.defaultText(), option.description(), RESTART));
        }
        table(keys, "namespaces.<name>.", KeyTables.NAMESPACE_KEYS);
        table(keys, "subscriptions.<name>.", KeyTables.SUBSCRIPTION_KEYS);
        table(keys, "senders.<name>.", SenderReference.KEYS);
        table(keys, "agents.<namespace>.", AgentReference.KEYS);
        keys.add(new ReferenceKey(
                "retired.<name>.undelivered",
                ANY_KIND,
                "drain, drop or move=<moniker>",
                "drain",
                "What becomes of batches under definitions that a moniker no longer has.",
                LIVE));
        table(keys, "", KeyTables.LIMIT_KEYS);
        for (KindOption option : ListenKeys.all()) {
            keys.add(of("listen.<name>.", ANY_KIND, option, RESTART));
        }
        keys.add(new ReferenceKey(
                "monikers.<name>.kind",
                ANY_KIND,
                String.join(" or ", DestinationKinds.kinds().keySet()),
                "",
                "What kind of destination it is.",
                LIVE));
        for (Kind kind : DestinationKinds.kinds().values()) {
            kind.options().forEach(option -> keys.add(of("monikers.<name>.", kind.name(), option, LIVE)));
        }
        DestinationKinds.common().forEach(option -> keys.add(of("monikers.<name>.", ANY_KIND, option, LIVE)));
        return List.copyOf(keys);
    }

    /** Those that begin like this; all for an empty prefix. */
    public static List<ReferenceKey> startingWith(String prefix) {
        return all().stream().filter(key -> key.startsWith(prefix)).toList();
    }

    /** Each key once. */
    public static Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        all().forEach(key -> names.add(key.key()));
        return names;
    }

    private static void table(List<ReferenceKey> keys, String prefix, String[][] rows) {
        for (String[] row : rows) {
            // Several that differ in nothing but their names stand in one row.
            for (String key : row[0].split(", ")) {
                keys.add(new ReferenceKey(prefix + key, ANY_KIND, row[1], row[2], row[3], LIVE));
            }
        }
    }

    private static ReferenceKey of(String prefix, String kind, KindOption option, String takesEffect) {
        return new ReferenceKey(
                prefix + option.key(), kind, "", option.defaultText(), option.description(), takesEffect);
    }
}
