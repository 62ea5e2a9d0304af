package io.adxflow.sources.watch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Whom this JVM has refused lately, and why: by sender and reason, how often since it began again after a quiet minute. Bounded: what was
 * refused longest ago makes room. Thread-safe.
 */
public final class Refusals {
    /** After which a refusal is another story. */
    public static final long QUIET_MILLIS = 60_000;

    private static final Refusals JVM = new Refusals(System::currentTimeMillis);
    private static final int MAX = 200;
    private static final int MAX_MESSAGE_LENGTH = 400;

    private final LongSupplier millis;
    /** The one that was refused last comes last. */
    private final LinkedHashMap<Key, Refused> recent = new LinkedHashMap<>(16, 0.75f, true);

    private record Key(String host, String reason) {}

    /**
     * A sender that was refused.
     *
     * @param reason the label of {@code rejected_requests_total}
     * @param message what it was told last
     * @param sinceMillis of the first one that was followed by others within {@link #QUIET_MILLIS}, epoch milliseconds
     */
    public record Refused(
            String host, String agent, String reason, String message, long sinceMillis, long lastMillis, long count) {}

    /** @param millis a clock */
    public Refusals(LongSupplier millis) {
        this.millis = millis;
    }

    /** The refusals of this JVM. */
    public static Refusals jvm() {
        return JVM;
    }

    /**
     * A request was refused.
     *
     * @param sender remote address with its port, and user agent
     */
    public synchronized void note(String reason, String sender, String message) {
        long now = millis.getAsLong();
        Key key = new Key(SenderText.host(sender), reason);
        Refused before = recent.get(key);
        Refused story = before != null && now - before.lastMillis() <= QUIET_MILLIS ? before : null;
        recent.put(
                key,
                new Refused(
                        key.host(),
                        SenderText.agent(sender),
                        reason,
                        cut(message),
                        story == null ? now : story.sinceMillis(),
                        now,
                        story == null ? 1 : story.count() + 1));
        if (recent.size() > MAX) {
            recent.remove(recent.keySet().iterator().next());
        }
    }

    private static String cut(String message) {
        int line = message.indexOf('\n');
        String first = line < 0 ? message : message.substring(0, line);
        return first.length() <= MAX_MESSAGE_LENGTH ? first : first.substring(0, MAX_MESSAGE_LENGTH) + "…";
    }

    /** The newest first. */
    public synchronized List<Refused> recent() {
        List<Refused> all = new ArrayList<>(recent.values());
        all.sort(Comparator.comparingLong(Refused::lastMillis).reversed());
        return all;
    }
}
