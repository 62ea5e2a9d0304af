package io.adxflow.job.cli.reference;

/** The keys of namespaces, limits and subscriptions as people are told of them. The parsers' checks are the authority on each. */
final class KeyTables {
    /** Name, form, default and meaning of what a namespace has. The parser's checks are the authority on each. */
    static final String[][] NAMESPACE_KEYS = {
        {
            "database",
            "name",
            "Metrics",
            "Database of requests whose path names none: letters, digits, `_`, `-`, `.`, spaces; compared regardless"
                    + " of case."
        },
        {"databases", "list", "*", "Databases that a path may name; * allows every one."},
        {
            "monikers",
            "list",
            "local (of `default` only)",
            "Destinations, each of which gets every row, in its own batches."
        },
        {"add-labels", "label=value list, or map", "", "Labels set on every series, over what the sender sent."},
        {
            "lift-labels",
            "label or label=Column list, or map",
            "",
            "Labels that become columns of their own instead of standing in Labels."
        },
        {
            "logs-table",
            "name",
            "OTelLogs",
            "Table of log records that name none by kusto.table: letters, digits, `_`, `-`, `.`, spaces."
        },
        {"traces-table", "name", "OTelTraces", "Table of spans: likewise."},
        {
            "lift-attributes",
            "attribute, attribute=Column or attribute=Column:type list, or map",
            "",
            "Attributes of log records and spans that become columns of their own instead of standing in Attributes or"
                    + " TraceAttributes; types: string (default), long, real, bool, datetime, dynamic."
        },
        {
            "lift-resources",
            "as lift-attributes",
            "",
            "Resource attributes that become columns of their own instead of standing in Resource or"
                    + " ResourceAttributes."
        },
        {
            "otlp-metric-names",
            "prometheus, prometheus-no-suffixes or as-sent",
            "prometheus",
            "Names of OTLP metrics and their labels: Prometheus' with unit and _total, without these, or as they were"
                    + " sent."
        },
        {
            "otlp-promote-resource-attributes",
            "list of attributes",
            "",
            "Resource attributes that become labels of every series of OTLP metrics; '*' means all."
        },
        {
            "otlp-target-info",
            "true or false",
            "true",
            "Whether the other resource attributes of OTLP metrics become a series target_info."
        },
        {
            "otlp-scope-labels",
            "true or false",
            "true",
            "Whether the instrumentation scope of OTLP metrics becomes labels otel_scope_name, otel_scope_version and"
                    + " so on."
        },
        {"relabel", "list of rules", "", "Prometheus' relabel_configs, on every series; see [rules](rules.md)."},
        {"drop-metrics", "list of expressions", "", "Metrics whose name one of them matches in any part are dropped."},
        {
            "default-drop-metrics",
            "true or false",
            "false",
            "Whether metrics are dropped that neither keep-metrics nor keep-metrics-with-label-value are about."
        },
        {"keep-metrics", "list of expressions", "", "Metrics to keep by their names, with default-drop-metrics."},
        {
            "keep-metrics-with-label-value",
            "list of {label-regex, value-regex}",
            "",
            "Metrics to keep by a label's name and value, with default-drop-metrics."
        },
        {
            "drop-labels",
            "metric=label list of expressions, or map",
            "",
            "Labels to take away from metrics whose name matches."
        },
        {
            "normalise",
            "list of names, or map of name and true or false",
            "",
            "What is brought into one form: identifiers, unit-suffixes, severities, timestamps (with max-past,"
                    + " max-future), label-case, empty-values, json-bodies, key-value-bodies; see"
                    + " [rules](rules.md#normalise)."
        },
        {
            "transform.logs, transform.traces",
            "KQL",
            "",
            "A pipeline over `source` that makes rows of log records, or of spans: [rules for"
                    + " records](rules-records.md)."
        },
        {"transform.metrics", "KQL", "", "A pipeline over Name and Labels of a series, once per series: likewise."},
        {
            "transform.on-error",
            "keep or dead-letter",
            "keep",
            "What becomes of a record whose program fails: it goes on as it came, or to the dead letters."
        },
        {
            "scrub",
            "list of maps",
            "",
            "Sensitive texts that are found and masked, hashed, replaced or dropped: find, patterns, in, action,"
                    + " replacement, key, name ([rules for records](rules-records.md))."
        },
        {
            "metrics-from",
            "map",
            "",
            "Metrics made of log records and spans: <metric>: KQL that ends in a summarize, or a map of query,"
                    + " temporality, lateness, amend-for, max-groups ([rules for records](rules-records.md#metrics-from))."
        }
    };

    /** The same of limits. */
    static final String[][] LIMIT_KEYS = {
        {
            "limits.<namespace>.samples-per-second",
            "number",
            "no limit",
            "Samples, histograms, log records and spans a second."
        },
        {"limits.<namespace>.bytes-per-second", "size", "no limit", "Bytes of request bodies a second, as sent."},
        {
            "limits.<namespace>.new-series-per-second",
            "number",
            "no limit",
            "Series a second that the readers have not seen lately."
        },
        {
            "limits.<namespace>.live-series",
            "number",
            "no limit",
            "Series that the readers know. One more is refused alone, its request's others are written."
        },
        {
            "limits.<namespace>.tables",
            "number",
            "no limit",
            "Tables that have rows, or had within `rows.table-idle-time`. One more is refused alone, likewise."
        },
        {
            "limits.<namespace>.storage",
            "size",
            "no limit",
            "Undelivered bytes of the databases that the namespace writes to; requests wait while there are more."
        },
        {
            "limits.<namespace>.weight",
            "number",
            "1",
            "The namespace's part of what there is too little of: a moniker's room, the readers' time."
        },
    };

    /** The same of a subscription. */
    static final String[][] SUBSCRIPTION_KEYS = {
        {"from", "list", "none, must be set", "The namespaces, or `*` for all."},
        {"to", "moniker", "none, must be set", "The moniker that gets the rows."},
        {"signals", "list", "metrics, logs, traces", "Which signals."},
        {
            "tables",
            "list",
            "all",
            "Which tables, where `*` stands for any characters. What else a metric's series has (histograms,"
                    + " exemplars) follows its samples."
        },
        {
            "where",
            "matchers",
            "all",
            "Which series, or records: matchers as in PromQL, such as `job=~\"api-.*\", env!=\"dev\"`, which must all"
                    + " hold. Of a series they see the labels, of a record its attributes, and its resource's where it has"
                    + " none of that name."
        },
        {
            "paused",
            "true or false",
            "false",
            "Whether its rows are kept and not delivered. They wait in batches of their own, within"
                    + " storage.max-bytes-per-moniker, and are delivered when it is false again, or the subscription is"
                    + " removed."
        }
    };

    private KeyTables() {}
}
