package io.adxflow.job.config;

import java.util.regex.Pattern;

/**
 * Takes secrets out of values that are shown. Secrets belong into files and variables, which the keys of the job's own kinds name; these
 * are for what stands in a value all the same: signatures in URLs, connection strings, passwords, an extension's keys.
 */
final class SecretValues {
    private static final String MASK = "(secret)";

    private static final Pattern KEY = Pattern.compile(
            "(?i)(^|.*[._-])(secret|password|passphrase|token|sas|connection-?string|api-?key|access-?key|account-?key|credentials?)$");

    /** The name and what divides it from the secret, which is group 1, stay. */
    private static final Pattern VALUE = Pattern.compile(
            "(?i)((?:\\bsig|accountkey|sharedaccesskey|sharedaccesssignature|password|pwd|client_secret|access_token)=)[^&;\\s\"']+");

    private static final Pattern USER = Pattern.compile("(://[^/\\s:@]*:)[^/\\s@]+@");

    /** Headers and keys of a configuration that is itself a value. */
    private static final Pattern LINE = Pattern.compile(
            "(?im)((?:authorization|password|token|secret|api[-_]?key|connection[-_]?string)[\"']?\\s*:\\s*)(?![|>]\\s*$)\\S.*$");

    private SecretValues() {}

    /** The value without what is secret in it. */
    static String masked(String key, String value) {
        if (KEY.matcher(key).matches() && !value.isEmpty()) {
            return MASK;
        }
        String shown = VALUE.matcher(value).replaceAll("$1" + MASK);
        shown = USER.matcher(shown).replaceAll("$1" + MASK + "@");
        return LINE.matcher(shown).replaceAll("$1" + MASK);
    }
}
