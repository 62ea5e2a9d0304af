package io.adxflow.job.page.model;

import java.util.Locale;
import java.util.regex.Pattern;

/** What a delivery that fails is a case of, by what the destination said, and what to do about it. */
enum Remedy {
    DISK_FULL(
            "disk_full",
            Pattern.compile("no space left|disk quota|disk is full|not enough space|insufficientstorage|\\b507\\b"),
            "has no room left",
            "Free or add space where it writes; what waits is delivered by itself."),
    CREDENTIALS(
            "credentials_refused",
            Pattern.compile("\\b401\\b|\\b403\\b|unauthori[sz]ed|forbidden|credential|aadsts|authenticationfailed"
                    + "|authorizationfailure|accessdenied|access denied|permission denied|not permitted|signature"
                    + "|token (is )?(expired|invalid)"),
            "refuses our credentials",
            "Renew the credential or grant its role (docs/destinations.md); ./adxflow validate --check tries it."
                    + " What waits is delivered by itself then."),
    THROTTLED(
            "destination_throttles",
            Pattern.compile("\\b429\\b|throttl|too many requests|server busy"),
            "asks us to slow down",
            "Raise its capacity, or set a rate for the moniker; batches wait and are delivered as it lets them."),
    AWAY(
            "destination_away",
            Pattern.compile(""),
            "does not take batches",
            "See whether it runs and can be reached from here (name, network, firewall). Batches wait and are"
                    + " delivered by themselves; ./adxflow parked list shows them.");

    private final String kind;

    @SuppressWarnings("ImmutableEnumChecker") // Patterns do not change.
    private final Pattern pattern;

    private final String words;
    private final String todo;

    Remedy(String kind, Pattern pattern, String words, String todo) {
        this.kind = kind;
        this.pattern = pattern;
        this.words = words;
        this.todo = todo;
    }

    /** The first that fits. */
    static Remedy of(String failure) {
        String lower = failure.toLowerCase(Locale.ROOT);
        for (Remedy remedy : values()) {
            if (remedy.pattern.matcher(lower).find()) {
                return remedy;
            }
        }
        return AWAY;
    }

    String kind() {
        return kind;
    }

    /** What the destination does, behind its name. */
    String words() {
        return words;
    }

    String todo() {
        return todo;
    }
}
