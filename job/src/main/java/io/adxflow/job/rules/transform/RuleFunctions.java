package io.adxflow.job.rules.transform;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.adxflow.job.rules.scrub.HashKeys;
import io.adxflow.job.rules.scrub.ScrubSpec;
import io.adxflow.job.rules.scrub.detect.Detector;
import io.adxflow.job.rules.scrub.detect.Findings;
import io.adxflow.job.rules.scrub.detect.TextScanner;
import io.adxflow.kql.rows.RowFunctions;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Functions that programs of rules have beside those of the language:
 *
 * <ul>
 *   <li>{@code redact(kinds, text [, replacement])}: what the detectors of these kinds ({@code "email,ipv4"}, {@code "all"}) find is replaced, by asterisks by default.
 *   <li>{@code hash_hmac(text [, key])}: {@code id:hex}, the HMAC-SHA-256 under a key of {@code rules.hash-key-file}, the first by default; asterisks without such a key.
 * </ul>
 */
public final class RuleFunctions {
    /** To bind programs where there are no keys. */
    public static final RowFunctions WITHOUT_KEYS = with(HashKeys.NONE);

    private static final String ALL = "all";
    /** Kinds that stand in a program as a literal: the place where a mistake can be told. */
    private static final Pattern REDACT = Pattern.compile("\\bredact\\s*\\(\\s*[\"']([^\"']*)[\"']");

    private RuleFunctions() {}

    /** These functions, with keys. */
    public static RowFunctions with(HashKeys keys) {
        Map<String, TextScanner> scanners = new ConcurrentHashMap<>();
        return RowFunctions.builtIn()
                .with(
                        "redact(kinds: text!, source: text, [replacement: text!]): string",
                        arguments -> redact(scanners, arguments))
                .with("hash_hmac(source: text, [key: text!]): string", arguments -> hash(keys, arguments));
    }

    private static @Nullable Object redact(Map<String, TextScanner> scanners, @Nullable Object[] arguments) {
        TextScanner scanner = scanners.computeIfAbsent(text(arguments, 0), kinds -> new TextScanner(detectors(kinds)));
        byte[] source = text(arguments, 1).getBytes(StandardCharsets.UTF_8);
        Findings found = new Findings();
        scanner.scan(source, 0, source.length, found);
        if (found.count() == 0) {
            return arguments[1];
        }
        String replacement = arguments.length > 2 ? text(arguments, 2) : ScrubSpec.MASK;
        StringBuilder redacted = new StringBuilder();
        int at = 0;
        for (int i = 0; i < found.count(); i++) {
            redacted.append(new String(source, at, found.start(i) - at, StandardCharsets.UTF_8))
                    .append(replacement);
            at = found.end(i);
        }
        return redacted.append(new String(source, at, source.length - at, StandardCharsets.UTF_8))
                .toString();
    }

    /** Bits of kinds; those that are not known are nothing. */
    private static int detectors(String kinds) {
        int bits = 0;
        for (String kind : kinds.split(",", -1)) {
            Detector detector = Detector.of(kind.strip());
            bits |= kind.strip().equals(ALL) ? Detector.all() : detector == null ? 0 : detector.bit();
        }
        return bits;
    }

    private static Object hash(HashKeys keys, @Nullable Object[] arguments) {
        byte[] source = text(arguments, 0).getBytes(StandardCharsets.UTF_8);
        String hash = keys.hash(arguments.length > 1 ? text(arguments, 1) : "", source, 0, source.length);
        return hash == null ? ScrubSpec.MASK : hash;
    }

    private static String text(@Nullable Object[] arguments, int number) {
        return arguments[number] instanceof String text ? text : "";
    }

    /** @throws IllegalArgumentException when a program redacts what is not known */
    public static void check(String program) {
        Matcher matcher = REDACT.matcher(program);
        while (matcher.find()) {
            for (String kind : String.valueOf(matcher.group(1)).split(",", -1)) {
                if (!kind.strip().equals(ALL) && Detector.of(kind.strip()) == null) {
                    throw new IllegalArgumentException("redact: there is no detector '" + kind.strip() + "'");
                }
            }
        }
    }
}
