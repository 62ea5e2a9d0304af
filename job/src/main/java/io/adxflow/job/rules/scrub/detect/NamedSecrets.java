package io.adxflow.job.rules.scrub.detect;

import static io.adxflow.job.rules.scrub.detect.Bytes.ALNUM;
import static io.adxflow.job.rules.scrub.detect.Bytes.VALUE_END;
import static io.adxflow.job.rules.scrub.detect.Bytes.is;

/** Values that a name before them makes secret: in connection strings, URLs and settings. Methods as those of {@link Addresses}. */
final class NamedSecrets {
    private static final int MOST_NAME = 40;
    private static final int MOST_USERINFO = 512;
    private static final int STORAGE_KEY = 88;
    private static final int SHARED_KEY = 44;
    private static final int LEAST_SIGNATURE = 43;
    private static final int MOST_SIGNATURE = 44;
    private static final int AWS_SECRET = 40;
    private static final int LEAST_TOKEN_USER = 20;

    private static final String[] SECRET_NAMES = {
        "password",
        "passwd",
        "pwd",
        "pass",
        "passphrase",
        "token",
        "access_token",
        "accesstoken",
        "refresh_token",
        "id_token",
        "auth_token",
        "authtoken",
        "api_key",
        "apikey",
        "api-key",
        "x-api-key",
        "secret",
        "client_secret",
        "clientsecret",
        "client_assertion",
        "session_token",
        "sessionid",
        "session_id",
        "subscription-key",
        "x-amz-signature",
        "x-amz-security-token",
        "x-goog-signature",
        "private_token",
        "sas_token"
    };

    private NamedSecrets() {}

    /** @param at of the equals sign behind {@code AccountKey} */
    static long storageKey(byte[] text, int from, int at, int to) {
        return Bytes.endsWithAnyCase(text, at, from, "accountkey")
                ? base64(text, at + 1, to, STORAGE_KEY, STORAGE_KEY)
                : TextScanner.NONE;
    }

    /** @param at of the equals sign behind {@code SharedAccessKey} */
    static long sharedKey(byte[] text, int from, int at, int to) {
        return Bytes.endsWithAnyCase(text, at, from, "sharedaccesskey")
                ? base64(text, at + 1, to, SHARED_KEY, SHARED_KEY)
                : TextScanner.NONE;
    }

    /** @param at of the equals sign behind {@code sig} */
    static long signature(byte[] text, int from, int at, int to) {
        if (!Bytes.endsWithAnyCase(text, at, from, "sig")
                || Bytes.isAt(text, at - 4, from, to, ALNUM)
                || (at - 4 >= from && text[at - 4] == '_')) {
            return TextScanner.NONE;
        }
        return base64(text, at + 1, to, LEAST_SIGNATURE, MOST_SIGNATURE);
    }

    private static long base64(byte[] text, int start, int to, int least, int most) {
        long run = Bytes.base64Run(text, start, Math.min(to, start + 4 * most));
        int end = (int) (run >>> 32);
        int characters = (int) run;
        return characters >= least && characters <= most ? TextScanner.range(start, end) : TextScanner.NONE;
    }

    /** @param at of the equals sign or colon behind the name of a secret access key */
    static long awsSecret(byte[] text, int from, int at, int to) {
        int nameEnd = at;
        while (nameEnd > from
                && at - nameEnd < 3
                && (text[nameEnd - 1] == '"'
                        || text[nameEnd - 1] == ' '
                        || text[nameEnd - 1] == '\\'
                        || text[nameEnd - 1] == '\'')) {
            nameEnd--;
        }
        if (!Bytes.endsWithAnyCase(text, nameEnd, from, "secret_access_key")
                && !Bytes.endsWithAnyCase(text, nameEnd, from, "secretaccesskey")
                && !Bytes.endsWithAnyCase(text, nameEnd, from, "aws_secret_key")) {
            return TextScanner.NONE;
        }
        int start = at + 1;
        while (start < to
                && start - at < 5
                && (text[start] == '"' || text[start] == ' ' || text[start] == '\\' || text[start] == '\'')) {
            start++;
        }
        return base64(text, start, to, AWS_SECRET, AWS_SECRET);
    }

    /** @param at of the equals sign behind a parameter's name */
    static long parameter(byte[] text, int from, int at, int to) {
        int start = at;
        int least = Math.max(from, at - MOST_NAME);
        while (start > least && (is(text[start - 1], ALNUM) || text[start - 1] == '_' || text[start - 1] == '-')) {
            start--;
        }
        if (start == at || start == from || "?&;".indexOf(text[start - 1]) < 0 || !isSecretName(text, start, at)) {
            return TextScanner.NONE;
        }
        // What stands for a secret is none.
        if (at + 1 >= to || "*{$[<%".indexOf(text[at + 1]) >= 0) {
            return TextScanner.NONE;
        }
        int end = at + 1;
        while (end < to && !is(text[end], VALUE_END)) {
            end++;
        }
        while (end > at + 1 && text[end - 1] == '.') {
            // The full stop of a sentence.
            end--;
        }
        return end > at + 1 ? TextScanner.range(at + 1, end) : TextScanner.NONE;
    }

    private static boolean isSecretName(byte[] text, int start, int end) {
        for (String name : SECRET_NAMES) {
            if (end - start == name.length() && Bytes.startsWithAnyCase(text, start, end, name)) {
                return true;
            }
        }
        return false;
    }

    /** @param at of the colon in {@code ://} */
    static long userInfo(byte[] text, int from, int at, int to) {
        int start = at + 3;
        if (!Bytes.startsWith(text, at, to, "://") || !Bytes.isAt(text, at - 1, from, to, ALNUM)) {
            return TextScanner.NONE;
        }
        int end = start;
        int colon = -1;
        int most = Math.min(to, start + MOST_USERINFO);
        while (end < most && text[end] != '@' && !is(text[end], VALUE_END) && text[end] != '/' && text[end] != '?') {
            colon = colon < 0 && text[end] == ':' ? end : colon;
            end++;
        }
        boolean isUserInfo = end < most && text[end] == '@' && end > start;
        boolean hasPassword = colon >= 0 && colon + 1 < end && "*{$[<".indexOf(text[colon + 1]) < 0;
        boolean isToken = colon < 0 && end - start >= LEAST_TOKEN_USER;
        return isUserInfo && (hasPassword || isToken) ? TextScanner.range(start, end) : TextScanner.NONE;
    }
}
