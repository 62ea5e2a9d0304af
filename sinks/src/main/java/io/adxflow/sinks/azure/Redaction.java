package io.adxflow.sinks.azure;

import java.util.regex.Pattern;

/** Takes shared access signatures and tokens out of texts. */
public final class Redaction {
    /** All behind the question mark: a SAS is more than its signature. */
    private static final Pattern QUERY = Pattern.compile("(https?://[^\\s\"'?<>]+)\\?[^\\s\"'<>)\\]]+");

    private static final Pattern SIGNATURE = Pattern.compile("(?i)\\b(sig|skoid|token|secret|password)=[^&\\s\"']+");
    private static final Pattern BEARER = Pattern.compile("(?i)bearer\\s+[A-Za-z0-9._~+/-]+=*");

    private Redaction() {}

    public static String redact(String text) {
        String redacted = QUERY.matcher(text).replaceAll("$1?...");
        redacted = SIGNATURE.matcher(redacted).replaceAll("$1=...");
        return BEARER.matcher(redacted).replaceAll("Bearer ...");
    }
}
