package io.adxflow.sinks.standby;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The name of a kept batch, which tells what a listing must know: {@code <moniker>/<database>/<batch id>.r<rows>.b<bytes>.standby}.
 * Names of one database sort as their batches were sealed.
 *
 * @param storedBytes compressed
 */
public record StandbyName(String moniker, String database, String batchId, long rows, long storedBytes)
        implements Comparable<StandbyName> {
    private static final Pattern NAME =
            Pattern.compile("([^/]+)/([^/]+)/([A-Za-z0-9-]+)\\.r(\\d{1,18})\\.b(\\d{1,18})\\.standby");
    private static final DateTimeFormatter SEALED =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    /** Reads {@link #text}; null when it is no such name. */
    public static @Nullable StandbyName parse(String text) {
        Matcher name = NAME.matcher(text);
        return name.matches()
                ? new StandbyName(
                        decoded(name.group(1)),
                        decoded(name.group(2)),
                        name.group(3),
                        Long.parseLong(name.group(4)),
                        Long.parseLong(name.group(5)))
                : null;
    }

    /** In the store. */
    public String text() {
        return folder(moniker) + encoded(database) + "/" + batchId + ".r" + rows + ".b" + storedBytes + ".standby";
    }

    /** When the batch was sealed, to the second, as its id says; 0 when that says nothing. Epoch milliseconds. */
    public long sealedAtMillis() {
        int dash = batchId.indexOf('-');
        try {
            return Instant.from(SEALED.parse(dash < 0 ? batchId : batchId.substring(0, dash)))
                    .toEpochMilli();
        } catch (DateTimeException e) {
            return 0;
        }
    }

    @Override
    public int compareTo(StandbyName other) {
        int byTime = batchId.compareTo(other.batchId);
        return byTime != 0 ? byTime : text().compareTo(other.text());
    }

    /** What the names of a moniker's batches begin with. */
    static String folder(String moniker) {
        return encoded(moniker) + "/";
    }

    /** Of characters that every store takes: letters, digits, '-' and '_', others as '~' and two hexadecimal digits per byte. */
    private static String encoded(String text) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : text.getBytes(UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain = c < 0x80 && (Character.isLetterOrDigit(c) || c == '-' || c == '_');
            encoded.append(plain ? String.valueOf(c) : String.format("~%02X", (int) c));
        }
        return encoded.toString();
    }

    private static String decoded(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean escape = c == '~'
                    && i + 3 <= text.length()
                    && text.substring(i + 1, i + 3).matches("[0-9A-F]{2}");
            bytes.write(escape ? Integer.parseInt(text.substring(i + 1, i + 3), 16) : c);
            i += escape ? 2 : 0;
        }
        return bytes.toString(UTF_8);
    }
}
