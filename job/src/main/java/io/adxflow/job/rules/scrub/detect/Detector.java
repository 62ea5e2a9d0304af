package io.adxflow.job.rules.scrub.detect;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The kinds of sensitive text that are known by name, in the form in which rules and counters write them. */
public enum Detector {
    /** {@code local@domain}, the domain ending in a top-level domain of letters that is no file's extension. */
    EMAIL(0),
    /** Four numbers of 0 to 255, not a version and not part of a longer one. */
    IPV4(1),
    /** RFC 4291, with at least one digit. */
    IPV6(2),
    /** Six pairs of hex digits. */
    MAC(3),
    /** An issuer's range and length, and Luhn's check digit (ISO/IEC 7812-1). */
    PAYMENT_CARD(4),
    /** A country's length and the check digits, mod 97 (ISO 13616). */
    IBAN(5),
    /** Three or five parts of base64url, of which the first is JSON with {@code alg} (RFC 7515, RFC 7516). */
    JWT(6),
    /** A PEM block of a private key, with or without its end. */
    PRIVATE_KEY(7),
    /** The key in {@code AccountKey=}: 64 bytes of base64. */
    AZURE_STORAGE_KEY(8),
    /** The key in {@code SharedAccessKey=}: 32 bytes of base64. Event Hubs, Service Bus, IoT Hub. */
    EVENT_HUBS_KEY(9),
    /** The value of {@code sig=}: 32 bytes of base64, percent-encoded or not. */
    SAS_SIGNATURE(10),
    /** Three characters, a digit, {@code Q~}, 31 to 34 characters. */
    ENTRA_CLIENT_SECRET(11),
    /** Access key ids by prefix and alphabet; secret keys of 40 characters behind their name. */
    AWS_KEY(12),
    /** API keys ({@code AIza}), OAuth tokens ({@code ya29.}) and client secrets ({@code GOCSPX-}). */
    GCP_KEY(13),
    /** {@code ghp_} and its like with their CRC-32, and fine-grained tokens. */
    GITHUB_TOKEN(14),
    /** What follows {@code Bearer} in a header. */
    BEARER_TOKEN(15),
    /** What follows {@code Basic} in a header, if it is base64 of {@code user:password}. */
    BASIC_CREDENTIALS(16),
    /** User and password before a URL's host. */
    URL_USERINFO(17),
    /** Values of query parameters, and of a connection string's parts, whose name says that they are secret. */
    URL_SECRET(18),
    /** {@code +}, a country's calling code, and as many digits as its numbers have (E.164). */
    PHONE(19),
    /** A number that the Social Security Administration may have issued, near a word that says so. */
    US_SSN(20),
    /** 8-4-4-4-12 hex digits. */
    GUID(21);

    private final int number;

    Detector(int number) {
        this.number = number;
    }

    /** Stands for it in {@link Findings}; from 0 up. */
    public int number() {
        return number;
    }

    /** As rules write it: {@code payment-card}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The bit that stands for it in a set. */
    public int bit() {
        return 1 << number;
    }

    /** The label of the one of that number. */
    public static String labelOf(int number) {
        for (Detector detector : values()) {
            if (detector.number == number) {
                return detector.label();
            }
        }
        throw new IllegalArgumentException("detector: " + number);
    }

    /** The set of all. */
    public static int all() {
        return (1 << values().length) - 1;
    }

    /** The one of that label, or null. */
    public static @Nullable Detector of(String label) {
        for (Detector detector : values()) {
            if (detector.label().equals(label)) {
                return detector;
            }
        }
        return null;
    }
}
