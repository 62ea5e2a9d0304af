package io.adxflow.job.rules.scrub;

import io.adxflow.job.rules.scrub.ScrubPlace.Kind;

/** The messages that senders send (opentelemetry-proto 1.x; Prometheus remote write 1.0 and 2.0), and in which columns their texts stand. */
final class Shapes {
    private static final Shape ENTITY = new Shape().bytes(1, 2, 3, 4);

    static final Shape LOGS = requests(
            "Resource",
            "ScopeAttributes",
            new Shape()
                    .fixed64(1, 11)
                    .varints(2, 7)
                    .fixed32(8)
                    .bytes(9, 10)
                    .text(3, Kind.COLUMN, "SeverityText")
                    .value(5, Kind.BODY, "Body")
                    .pairs(6, Kind.ATTRIBUTE, "Attributes")
                    .text(12, Kind.COLUMN, "EventName"));

    static final Shape TRACES = requests(
            "ResourceAttributes",
            "ScopeAttributes",
            new Shape()
                    .bytes(1, 2, 4)
                    .varints(6, 10, 12, 14)
                    .fixed64(7, 8)
                    .fixed32(16)
                    .text(3, Kind.COLUMN, "TraceState")
                    .text(5, Kind.SPAN_NAME, "SpanName")
                    .pairs(9, Kind.ATTRIBUTE, "TraceAttributes")
                    .message(
                            11,
                            new Shape()
                                    .fixed64(1)
                                    .varints(4)
                                    .text(2, Kind.EVENT, "Events")
                                    .pairs(3, Kind.EVENT, "Events"))
                    .message(
                            13,
                            new Shape()
                                    .bytes(1, 2)
                                    .varints(5)
                                    .fixed32(6)
                                    .text(3, Kind.LINK, "Links")
                                    .pairs(4, Kind.LINK, "Links"))
                    .message(15, new Shape().varints(3).text(2, Kind.COLUMN, "SpanStatusMessage")));

    private static final Shape OTLP_EXEMPLAR =
            new Shape().fixed64(2, 3, 6).bytes(4, 5).pairs(7, Kind.EXEMPLAR, "");

    private static final Shape BUCKETS = new Shape().varints(1).packed(2);

    private static final Shape NUMBERS = points(
            new Shape().fixed64(2, 3, 4, 6).varints(8).pairs(7, Kind.LABEL, "").units(5, OTLP_EXEMPLAR));

    /** A metric's name and what describes it are no texts that rules look at. */
    static final Shape METRICS = requests(
            "",
            "",
            new Shape()
                    .bytes(1, 2, 3)
                    .pairs(12, Kind.LABEL, "")
                    .message(5, NUMBERS)
                    .message(7, NUMBERS)
                    .message(
                            9,
                            points(new Shape()
                                    .fixed64(2, 3, 4, 5, 11, 12)
                                    .packed(6, 7)
                                    .varints(10)
                                    .pairs(9, Kind.LABEL, "")
                                    .units(8, OTLP_EXEMPLAR)))
                    .message(
                            10,
                            points(new Shape()
                                    .fixed64(2, 3, 4, 5, 7, 12, 13, 14)
                                    .varints(6, 10)
                                    .pairs(1, Kind.LABEL, "")
                                    .message(8, BUCKETS)
                                    .message(9, BUCKETS)
                                    .units(11, OTLP_EXEMPLAR)))
                    .message(
                            11,
                            points(new Shape()
                                    .fixed64(2, 3, 4, 5)
                                    .varints(8)
                                    .pairs(7, Kind.LABEL, "")
                                    .message(6, new Shape().fixed64(1, 2)))));

    private static final Shape SPANS = new Shape().varints(1, 2);

    /** As remote write 1.0 and 2.0 have it alike. */
    static final Shape HISTOGRAM = new Shape()
            .varints(1, 4, 6, 14, 15, 17)
            .fixed64(2, 3, 5, 7)
            .message(8, SPANS)
            .message(11, SPANS)
            .packed(9, 10, 12, 13, 16);

    static final Shape SAMPLE = new Shape().fixed64(1).varints(2, 3);

    static final Shape REMOTE_WRITE_1 = new Shape()
            .units(
                    1,
                    new Shape()
                            .labels(1, Kind.LABEL)
                            .message(2, SAMPLE)
                            .units(
                                    3,
                                    new Shape()
                                            .labels(1, Kind.EXEMPLAR)
                                            .fixed64(2)
                                            .varints(3))
                            .message(4, HISTOGRAM))
            .message(3, new Shape().varints(1).bytes(2, 4, 5));

    private Shapes() {}

    /**
     * A request of records, or of metrics, under their scopes and resources.
     *
     * @param resourceColumn of the resource's attributes; empty where they become labels
     * @param scopeColumn likewise
     */
    private static Shape requests(String resourceColumn, String scopeColumn, Shape record) {
        Shape scope = new Shape()
                .text(1, Kind.SCOPE, "ScopeName")
                .text(2, Kind.COLUMN, "ScopeVersion")
                .pairs(3, Kind.SCOPE, scopeColumn)
                .varints(4);
        Shape resource =
                new Shape().pairs(1, Kind.RESOURCE, resourceColumn).varints(2).message(3, ENTITY);
        return new Shape()
                .units(
                        1,
                        new Shape()
                                .message(1, resource)
                                .units(
                                        2,
                                        new Shape()
                                                .message(1, scope)
                                                .units(2, record)
                                                .text(3, Kind.COLUMN, "ScopeSchemaUrl"))
                                .text(3, Kind.COLUMN, "ResourceSchemaUrl"));
    }

    private static Shape points(Shape point) {
        return new Shape().units(1, point).varints(2, 3);
    }
}
