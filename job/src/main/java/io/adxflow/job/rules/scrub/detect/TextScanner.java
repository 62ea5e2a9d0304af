package io.adxflow.job.rules.scrub.detect;

import static io.adxflow.job.rules.scrub.detect.Bytes.DIGIT;
import static io.adxflow.job.rules.scrub.detect.Bytes.HEX;
import static io.adxflow.job.rules.scrub.detect.Bytes.UPPER;
import static io.adxflow.job.rules.scrub.detect.Bytes.is;

/** Looks once through a text for all of a set of detectors: at each byte that tells of one, that one looks closer. Immutable. */
public final class TextScanner {
    static final long NONE = -1;

    private final int wanted;
    /** For each byte, not 0 when anything may have to be looked at. */
    private final byte[] tells = new byte[256];

    /** @param wanted the bits of the detectors */
    public TextScanner(int wanted) {
        this.wanted = wanted;
        tell("@", Detector.EMAIL);
        tell("0123456789", Detector.IPV4, Detector.PAYMENT_CARD, Detector.IBAN, Detector.US_SSN, Detector.GCP_KEY);
        tell(":", Detector.IPV6, Detector.MAC, Detector.URL_USERINFO, Detector.AWS_KEY);
        tell("-", Detector.MAC, Detector.GUID, Detector.PRIVATE_KEY);
        tell(
                "=",
                Detector.AZURE_STORAGE_KEY,
                Detector.EVENT_HUBS_KEY,
                Detector.SAS_SIGNATURE,
                Detector.URL_SECRET,
                Detector.AWS_KEY);
        tell("+", Detector.PHONE);
        tell("~", Detector.ENTRA_CLIENT_SECRET);
        tell("_", Detector.GITHUB_TOKEN);
        tell("J", Detector.JWT);
        tell("A", Detector.AWS_KEY, Detector.GCP_KEY);
        tell("G", Detector.GCP_KEY);
        tell("bB", Detector.BEARER_TOKEN, Detector.BASIC_CREDENTIALS);
    }

    private void tell(String bytes, Detector... of) {
        for (Detector detector : of) {
            for (int i = 0; wants(detector) && i < bytes.length(); i++) {
                tells[bytes.charAt(i)] = 1;
            }
        }
    }

    private boolean wants(Detector detector) {
        return (wanted & detector.bit()) != 0;
    }

    static long range(int start, int end) {
        return (long) start << 32 | end;
    }

    /** Adds what is found to the findings, which are empty or end before {@code from}. */
    public void scan(byte[] text, int from, int to, Findings found) {
        int at = silent(text, from, to);
        while (at < to) {
            byte c = text[at];
            int next = is(c, DIGIT)
                    ? digits(text, from, at, to, found)
                    : Math.max(at + 1, candidate(c, text, from, at, to, found));
            at = silent(text, next, to);
        }
    }

    /** The next byte that may tell of something; most tell of nothing, so they are looked at by fours. */
    private int silent(byte[] text, int from, int to) {
        byte[] tell = tells;
        int at = from;
        while (at + 3 < to
                && (tell[text[at] & 0xFF]
                                | tell[text[at + 1] & 0xFF]
                                | tell[text[at + 2] & 0xFF]
                                | tell[text[at + 3] & 0xFF])
                        == 0) {
            at += 4;
        }
        while (at < to && tell[text[at] & 0xFF] == 0) {
            at++;
        }
        return at;
    }

    private int candidate(byte c, byte[] text, int from, int at, int to, Findings found) {
        return switch (c) {
            case '@' -> take(Detector.EMAIL, wants(Detector.EMAIL) ? Addresses.email(text, from, at, to) : NONE, found);
            case ':' -> colon(text, from, at, to, found);
            case '-' -> dash(text, from, at, to, found);
            case '=' -> equals(text, from, at, to, found);
            case '+' -> take(Detector.PHONE, Phones.phone(text, from, at, to), found);
            case '~' -> take(Detector.ENTRA_CLIENT_SECRET, Tokens.entraSecret(text, from, at, to), found);
            case '_' -> take(Detector.GITHUB_TOKEN, Tokens.gitHub(text, from, at, to), found);
            case 'J' -> take(Detector.JWT, Tokens.jwt(text, from, at, to), found);
            case 'A' -> capitalA(text, from, at, to, found);
            case 'G' ->
                Bytes.startsWith(text, at, to, "GOCSPX-")
                        ? take(Detector.GCP_KEY, Tokens.prefixed(text, from, at, to, 7, 28, 28), found)
                        : 0;
            default -> credentials(text, from, at, to, found);
        };
    }

    /** Looks at a run of digits once. */
    private int digits(byte[] text, int from, int at, int to, Findings found) {
        int end = Bytes.skip(text, at, to, DIGIT);
        int next = 0;
        if (wants(Detector.IBAN) && end - at >= 2 && at - 2 >= from && is(text[at - 1], UPPER)) {
            next = take(Detector.IBAN, Numbers.iban(text, from, at, to), found);
        }
        if (next == 0 && wants(Detector.PAYMENT_CARD) && end - at >= 4) {
            next = take(Detector.PAYMENT_CARD, Numbers.card(text, from, at, to), found);
        }
        if (next == 0 && wants(Detector.US_SSN) && (end - at == 3 || end - at == 9)) {
            next = take(Detector.US_SSN, Numbers.ssn(text, from, at, end, to), found);
        }
        if (next == 0 && wants(Detector.IPV4) && end - at <= 3) {
            next = take(Detector.IPV4, Addresses.ipv4(text, from, at, end, to), found);
        }
        if (next == 0 && wants(Detector.GCP_KEY) && end - at == 2 && Bytes.startsWith(text, at - 2, to, "ya29.")) {
            next = take(Detector.GCP_KEY, Tokens.prefixed(text, from, at - 2, to, 5, 20, 2048), found);
        }
        return Math.max(end, next);
    }

    private int colon(byte[] text, int from, int at, int to, Findings found) {
        int next = 0;
        if (wants(Detector.URL_USERINFO) && at + 1 < to && text[at + 1] == '/') {
            next = take(Detector.URL_USERINFO, NamedSecrets.userInfo(text, from, at, to), found);
        }
        if (next == 0 && wants(Detector.AWS_KEY)) {
            next = take(Detector.AWS_KEY, NamedSecrets.awsSecret(text, from, at, to), found);
        }
        boolean isPair = at - 2 >= from && is(text[at - 1], HEX) && is(text[at - 2], HEX);
        if (next == 0 && wants(Detector.MAC) && isPair) {
            next = take(Detector.MAC, Addresses.mac(text, from, at, to), found);
        }
        boolean isFirst = at == from || text[at - 1] != ':';
        if (next == 0
                && wants(Detector.IPV6)
                && isFirst
                && at + 1 < to
                && (is(text[at + 1], HEX) || text[at + 1] == ':')) {
            next = take(Detector.IPV6, Addresses.ipv6(text, from, at, to), found);
        }
        return next;
    }

    private int dash(byte[] text, int from, int at, int to, Findings found) {
        if (wants(Detector.PRIVATE_KEY) && at + 1 < to && text[at + 1] == '-') {
            int next = Bytes.startsWith(text, at, to, "-----BEGIN ")
                    ? take(Detector.PRIVATE_KEY, Tokens.privateKey(text, at, to), found)
                    : 0;
            return next != 0 ? next : at + 1;
        }
        int next = 0;
        if (wants(Detector.GUID) && at + 5 < to && text[at + 5] == '-' && at - 8 >= from) {
            next = take(Detector.GUID, Numbers.guid(text, from, at, to), found);
        }
        if (next == 0
                && wants(Detector.MAC)
                && at + 3 < to
                && text[at + 3] == '-'
                && at - 2 >= from
                && is(text[at - 1], HEX)) {
            next = take(Detector.MAC, Addresses.mac(text, from, at, to), found);
        }
        return next;
    }

    private int equals(byte[] text, int from, int at, int to, Findings found) {
        int last = at > from ? Bytes.lower(text[at - 1]) : 0;
        int next = 0;
        if (last == 'y' && wants(Detector.AZURE_STORAGE_KEY)) {
            next = take(Detector.AZURE_STORAGE_KEY, NamedSecrets.storageKey(text, from, at, to), found);
        }
        if (next == 0 && last == 'y' && wants(Detector.EVENT_HUBS_KEY)) {
            next = take(Detector.EVENT_HUBS_KEY, NamedSecrets.sharedKey(text, from, at, to), found);
        }
        if (next == 0 && last == 'g' && wants(Detector.SAS_SIGNATURE)) {
            next = take(Detector.SAS_SIGNATURE, NamedSecrets.signature(text, from, at, to), found);
        }
        if (next == 0 && wants(Detector.AWS_KEY)) {
            next = take(Detector.AWS_KEY, NamedSecrets.awsSecret(text, from, at, to), found);
        }
        if (next == 0 && wants(Detector.URL_SECRET)) {
            next = take(Detector.URL_SECRET, NamedSecrets.parameter(text, from, at, to), found);
        }
        return next;
    }

    private int capitalA(byte[] text, int from, int at, int to, Findings found) {
        if (at + 4 >= to) {
            return 0;
        }
        boolean isAws = wants(Detector.AWS_KEY)
                && text[at + 3] == 'A'
                && (Bytes.startsWith(text, at, to, "AKIA")
                        || Bytes.startsWith(text, at, to, "ASIA")
                        || Bytes.startsWith(text, at, to, "ABIA")
                        || Bytes.startsWith(text, at, to, "ACCA"));
        if (isAws) {
            return take(Detector.AWS_KEY, Tokens.awsKeyId(text, from, at, to), found);
        }
        boolean isGcp = wants(Detector.GCP_KEY) && Bytes.startsWith(text, at, to, "AIza");
        return isGcp ? take(Detector.GCP_KEY, Tokens.prefixed(text, from, at, to, 4, 35, 35), found) : 0;
    }

    private int credentials(byte[] text, int from, int at, int to, Findings found) {
        boolean isWord = at == from || !is(text[at - 1], Bytes.ALNUM) || Addresses.escapeOf(text, from, at);
        if (!isWord) {
            return 0;
        }
        if (wants(Detector.BEARER_TOKEN) && Bytes.startsWithAnyCase(text, at, to, "bearer ")) {
            return take(Detector.BEARER_TOKEN, Tokens.bearer(text, at + 7, to), found);
        }
        boolean isBasic = wants(Detector.BASIC_CREDENTIALS) && Bytes.startsWithAnyCase(text, at, to, "basic ");
        return isBasic ? take(Detector.BASIC_CREDENTIALS, Tokens.basic(text, at + 6, to), found) : 0;
    }

    /** Where to go on, or 0 when nothing was found. */
    private static int take(Detector detector, long range, Findings found) {
        if (range == NONE) {
            return 0;
        }
        int end = (int) range;
        found.add((int) (range >>> 32), end, detector.number());
        return end;
    }
}
