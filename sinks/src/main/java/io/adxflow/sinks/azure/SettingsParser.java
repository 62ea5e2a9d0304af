package io.adxflow.sinks.azure;

import io.adxflow.sinks.delivery.MonikerSpec;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Makes the settings of one kind of destination of a moniker's options, and lists all that is wrong with them. For one use, by one
 * thread.
 *
 * @param <S> the settings
 */
public abstract class SettingsParser<S> {
    protected final MonikerSpec moniker;
    protected final OptionValues options;
    private @Nullable S settings;

    protected SettingsParser(MonikerSpec moniker) {
        this.moniker = moniker;
        this.options = new OptionValues(moniker.options());
    }

    /** Reads all options, and {@linkplain OptionValues#wrong says} what is wrong; what it returns then is not used. */
    protected abstract S parse();

    /** All problems, each beginning with its option's name; empty when there are none. */
    public final List<String> problems() {
        if (settings == null && options.problems().isEmpty()) {
            settings = parse();
        }
        return options.problems();
    }

    /**
     * The settings.
     *
     * @throws IllegalArgumentException when there are problems
     */
    public final S settings() {
        List<String> found = problems();
        if (settings == null || !found.isEmpty()) {
            throw new IllegalArgumentException("moniker " + moniker.name() + ": " + String.join("; ", found));
        }
        return settings;
    }

    /**
     * Says what is set and none of these keys, and what is blank.
     *
     * @param mayBeBlank keys for which nothing is a value
     */
    protected final void refuseUnknown(Set<String> keys, Set<String> mayBeBlank) {
        Set<String> known = new TreeSet<>(keys);
        for (String key : new TreeSet<>(moniker.options().keySet())) {
            if (!known.contains(key)) {
                options.wrong(key + ": unknown (expected: one of " + String.join(", ", known) + ")");
            } else if (options.text(key) == null && !mayBeBlank.contains(key)) {
                options.wrong(key + ": blank (expected: a value, or no such key)");
            }
        }
    }
}
