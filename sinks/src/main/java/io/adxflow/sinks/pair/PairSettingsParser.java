package io.adxflow.sinks.pair;

import io.adxflow.sinks.azure.SettingsParser;
import io.adxflow.sinks.delivery.Destinations;
import io.adxflow.sinks.delivery.MonikerSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Makes {@link PairSettings} of a moniker's options, and lists all that is wrong with them. What the storages and hubs are stands among
 * the options too ({@code part.<name>.kind}, …), so that a definition says all that it needs: batches find the places that they were cut
 * for, whatever a moniker of that name is by then. For one use.
 */
final class PairSettingsParser extends SettingsParser<PairSettings> {
    private static final Set<String> KEYS = Set.of("storage", "hub", "notice", "topic", "request-price");
    private static final String PART = "part.";
    private static final String CLOUD_EVENTS = "cloudevents";
    private static final String EVENT_GRID = "eventgrid";

    /** Kinds that have a place of its own for each batch. */
    private static final Set<String> STORAGES = Set.of("blob", "directory");

    private static final Set<String> HUBS = Set.of("eventhubs");

    private static final String SHARE_BELOW = "share-below";

    /** About what writes cost in Azure's hot tier with local redundancy, in US dollars. */
    private static final String PRICE = "0.065";

    PairSettingsParser(MonikerSpec moniker) {
        super(moniker);
    }

    @Override
    protected PairSettings parse() {
        for (String key : new TreeSet<>(moniker.options().keySet())) {
            if (!KEYS.contains(key) && !key.startsWith(PART)) {
                options.wrong(key + ": unknown (expected: one of " + String.join(", ", new TreeSet<>(KEYS)) + ")");
            }
        }
        List<MonikerSpec> storages = parts("storage", STORAGES);
        if (!options.isSet("storage")) {
            options.wrong("storage: not set (expected: monikers of kind " + String.join(" or ", new TreeSet<>(STORAGES))
                    + ", with commas between)");
        }
        String notice = options.orElse("notice", EVENT_GRID);
        if (!notice.equals(EVENT_GRID) && !notice.equals(CLOUD_EVENTS)) {
            options.wrong("notice: " + notice + " (expected: " + EVENT_GRID + " or " + CLOUD_EVENTS + ")");
        }
        return new PairSettings(
                moniker.name(),
                storages,
                parts("hub", HUBS),
                notice.equals(CLOUD_EVENTS),
                options.orElse("topic", "adxflow/" + moniker.name()),
                price());
    }

    private double price() {
        String text = options.orElse("request-price", PRICE);
        try {
            double price = Double.parseDouble(text);
            if (price >= 0 && price < 1e6) {
                return price;
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        options.wrong("request-price: " + text + " (expected: what 10,000 requests cost, such as " + PRICE + ")");
        return 0;
    }

    private List<MonikerSpec> parts(String key, Set<String> kinds) {
        List<MonikerSpec> parts = new ArrayList<>();
        for (String name : names(moniker, key)) {
            MonikerSpec part = part(name);
            if (part == null) {
                options.wrong(key + ": " + name + " (expected: a moniker of kind "
                        + String.join(" or ", new TreeSet<>(kinds)) + ")");
            } else if (!kinds.contains(part.kind())) {
                options.wrong(key + ": " + name + " is of kind " + part.kind() + " (expected: "
                        + String.join(" or ", new TreeSet<>(kinds)) + ")");
            } else {
                Destinations.validate(part).forEach(problem -> options.wrong(key + ": " + problem));
                if (!part.options().getOrDefault(SHARE_BELOW, "0").equals("0")) {
                    options.wrong(key + ": " + name + "." + SHARE_BELOW
                            + " is set (expected: not in a pair, whose notices name a batch's own blob)");
                }
                parts.add(part);
            }
        }
        return parts;
    }

    /** The names in a list, in order. */
    static Set<String> names(MonikerSpec moniker, String key) {
        Set<String> names = new LinkedHashSet<>();
        for (String name : moniker.options().getOrDefault(key, "").split(",")) {
            if (!name.isBlank()) {
                names.add(name.strip());
            }
        }
        return names;
    }

    private @Nullable MonikerSpec part(String name) {
        String prefix = PART + name + ".";
        Map<String, String> own = new HashMap<>();
        moniker.options().forEach((key, value) -> {
            if (key.startsWith(prefix)) {
                own.put(key.substring(prefix.length()), value);
            }
        });
        String kind = own.remove("kind");
        return kind == null ? null : new MonikerSpec(name, kind, Map.copyOf(own));
    }
}
