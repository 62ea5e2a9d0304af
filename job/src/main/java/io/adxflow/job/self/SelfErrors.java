package io.adxflow.job.self;

import io.adxflow.sinks.watch.DeliveryRecords;
import io.adxflow.sources.control.ControlBoard;
import io.adxflow.sources.watch.Refusals;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong in a process as rows: whom it refused, which destination takes nothing, what is wrong with the pipeline file. A thing
 * that goes on is told once in each report, however often it happened, so that errors of these rows' own delivery are few.
 */
final class SelfErrors {
    static final String TABLE = "AdxflowErrors";
    static final String SCHEMA = "Timestamp:datetime,Process:string,Kind:string,Subject:string,Reason:string"
            + ",Message:string,Since:datetime,Count:long";

    /** Names the job to itself. */
    static final String SENDER = "adxflow-self";

    private final Supplier<List<Refusals.Refused>> refusals;
    private final Supplier<Map<String, DeliveryRecords.Standing>> standings;
    private final Supplier<ControlBoard.@Nullable View> control;
    private final String process;

    SelfErrors(
            Supplier<List<Refusals.Refused>> refusals,
            Supplier<Map<String, DeliveryRecords.Standing>> standings,
            Supplier<ControlBoard.@Nullable View> control,
            String process) {
        this.refusals = refusals;
        this.standings = standings;
        this.control = control;
        this.process = process;
    }

    /** What happened since then. */
    CsvBody rows(long sinceMillis, long nowMillis) {
        CsvBody body = new CsvBody(TABLE, SCHEMA);
        for (Refusals.Refused one : refusals.get()) {
            if (one.lastMillis() > sinceMillis && !one.host().equals(SENDER)) {
                String subject = one.agent().isEmpty() ? one.host() : one.host() + " " + one.agent();
                add(body, nowMillis, "refusal", subject, one.reason(), one.message(), one.sinceMillis(), one.count());
            }
        }
        standings.get().forEach((moniker, standing) -> standing.failing().forEach(one -> {
            if (one.lastMillis() > sinceMillis) {
                String subject = one.database().isEmpty() ? moniker : moniker + "/" + one.database();
                add(body, nowMillis, "delivery", subject, one.kind(), one.reason(), one.sinceMillis(), one.attempts());
            }
        }));
        ControlBoard.View view = control.get();
        if (view != null) {
            view.problems()
                    .forEach(problem ->
                            add(body, nowMillis, "pipeline_file", "", "wrong", problem, view.problemsSinceMillis(), 1));
        }
        return body;
    }

    private void add(
            CsvBody body,
            long nowMillis,
            String kind,
            String subject,
            String reason,
            String message,
            long sinceMillis,
            long count) {
        body.time(nowMillis)
                .text(process)
                .text(kind)
                .text(subject)
                .text(reason)
                .text(message)
                .time(sinceMillis)
                .whole(count)
                .endRow();
    }
}
