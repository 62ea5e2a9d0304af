package io.adxflow.sinks.delivery;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.configuration.MemorySize;

/**
 * How much a moniker takes at most, on average over a second: {@code max-rate: 50mb/s, 20 requests/s, 5 batches/s}, any of the three.
 * What is above waits, and nothing has failed.
 *
 * @param bytesPerSecond compressed, as batches are stored; 0 for no limit
 * @param requestsPerSecond where the destination counts them, else one per batch; 0 for no limit
 * @param batchesPerSecond 0 for no limit
 */
public record RateLimits(double bytesPerSecond, double requestsPerSecond, double batchesPerSecond) {
    /** The option, of monikers of all kinds. */
    public static final String KEY = "max-rate";

    private static final String EXPECTED = " (expected: one or more of 50mb/s, 20 requests/s, 5 batches/s)";
    private static final Pattern COUNT = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,6})?) ?(requests|batches)/s");
    private static final Pattern BYTES = Pattern.compile("(\\d{1,12} ?[a-z]*)/s");

    /** No limits. */
    public static final RateLimits NONE = new RateLimits(0, 0, 0);

    /** Those of a moniker. */
    static RateLimits of(MonikerSpec moniker) {
        String text = moniker.options().get(KEY);
        return text == null ? NONE : parse(text);
    }

    /**
     * Reads the option's text.
     *
     * @throws IllegalArgumentException when it is none, with what is expected
     */
    public static RateLimits parse(String text) {
        double bytes = 0;
        double requests = 0;
        double batches = 0;
        for (String part : text.toLowerCase(Locale.ROOT).split(",")) {
            Matcher count = COUNT.matcher(part.strip());
            Matcher size = BYTES.matcher(part.strip());
            double value = 0;
            if (count.matches()) {
                value = Double.parseDouble(count.group(1));
                if (count.group(2).equals("requests")) {
                    requests = value;
                } else {
                    batches = value;
                }
            } else if (size.matches()) {
                value = bytes(size.group(1), text);
                bytes = value;
            }
            if (value <= 0) {
                throw new IllegalArgumentException(KEY + ": " + text + EXPECTED);
            }
        }
        return new RateLimits(bytes, requests, batches);
    }

    private static double bytes(String size, String text) {
        try {
            return MemorySize.parse(size).getBytes();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(KEY + ": " + text + EXPECTED, e);
        }
    }
}
