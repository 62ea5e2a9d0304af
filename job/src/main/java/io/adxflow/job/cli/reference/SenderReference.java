package io.adxflow.job.cli.reference;

/** The keys of a sender, as the reference tells them: key, form, default, meaning. */
final class SenderReference {
    static final String[][] KEYS = {
        {
            "bearer-file",
            "absolute path",
            "",
            "It proves itself by a token that stands in this file, one a line; read again when it changes."
        },
        {"bearer-env", "variable", "", "The same, from a variable of the TaskManager's environment."},
        {"basic-user", "text", "", "It proves itself by this name, and a password."},
        {"basic-password-file", "absolute path", "", "The file that the password stands in, or several, one a line."},
        {"basic-password-env", "variable", "", "The same, from a variable."},
        {
            "mtls-subject",
            "name",
            "",
            "It proves itself by a client certificate with this subject (RFC 4514), or with this alternative name: dns:NAME, uri:URI."
        },
        {
            "jwt-claims",
            "claim=value, …",
            "",
            "It proves itself by a token of auth.jwt.issuers that has all of these claims; where one is a list, this value in it."
        },
        {"namespaces", "list", "none", "The namespaces it may write to, or `*` for all."},
        {
            "control",
            "none, read or change",
            "none",
            "Whether it may look at the control API and what else asks for it, or change the document as well."
        }
    };

    static final String INTRODUCTION =
            """

            ## Senders

            A sender proves itself in one of the ways below, and may then do what is said here, where it is asked: `ingest.authentication`,
            `control.authentication` and the like. No secret stands in the document: see [security](security.md).

            | Key under `senders.<name>` | Form | Default | Meaning | Takes effect |
            |---|---|---|---|---|
            """;

    private SenderReference() {}

    /** As plain text. */
    static void addTo(StringBuilder text) {
        for (String[] key : KEYS) {
            text.append("senders.<name>.").append(key[0]).append("  (").append(key[1]);
            text.append(key[2].isEmpty() ? "" : ", default " + key[2])
                    .append(")\n    ")
                    .append(key[3])
                    .append('\n');
        }
    }
}
