package io.adxflow.job.cli.reference;

/** What a document says of agents, as the reference tells it: key, form, default, meaning. */
final class AgentReference {
    static final String[][] KEYS = {
        {
            "revoked",
            "list of agents",
            "none",
            "Agents, and enrolments by their names, whose tokens are refused from now on, and who get none."
        },
        {
            "collector",
            "YAML, as one text",
            "an OTLP receiver",
            "The rest of what an OpenTelemetry Collector is given by OpAMP, with its pipelines; the exporter otlphttp/adxflow is put beside it."
        }
    };

    static final String INTRODUCTION =
            """

            ## Agents

            Senders that shake hands or report by OpAMP, see [hand-shake](handshake.md). `namespaces.*` is no namespace but what one is made from with
            `handshake.unknown-namespace: template`; `{namespace}` in its values stands for the new name.

            | Key under `agents.<namespace>` | Form | Default | Meaning | Takes effect |
            |---|---|---|---|---|
            """;

    private AgentReference() {}

    /** As plain text. */
    static void addTo(StringBuilder text) {
        for (String[] key : KEYS) {
            text.append("agents.<namespace>.")
                    .append(key[0])
                    .append("  (")
                    .append(key[1])
                    .append(", default ")
                    .append(key[2])
                    .append(")\n    ")
                    .append(key[3])
                    .append('\n');
        }
    }
}
