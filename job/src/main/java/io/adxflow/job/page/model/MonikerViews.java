package io.adxflow.job.page.model;

import io.adxflow.sinks.watch.Backlogs;
import io.adxflow.sinks.watch.DeliveryRecords;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Makes what is shown of monikers at a moment. */
final class MonikerViews {
    private final Merged merged;

    MonikerViews(Merged merged) {
        this.merged = merged;
    }

    /** All that are defined, and others of which anything waits. */
    List<StatusView.MonikerView> all() {
        Map<String, Part.Moniker> defined = new TreeMap<>();
        if (merged.topology != null) {
            merged.topology.monikers().forEach(moniker -> defined.put(moniker.name(), moniker));
        }
        // What is no longer defined is shown for as long as anything of it waits.
        Set<String> names = new TreeSet<>(defined.keySet());
        merged.monikers.forEach((name, figures) -> {
            if (!figures.stages.isEmpty()) {
                names.add(name);
            }
        });
        return names.stream()
                .map(name -> moniker(
                        name,
                        defined.getOrDefault(name, new Part.Moniker(name, "?", "", "")),
                        merged.monikers.getOrDefault(name, new Merged.OfName())))
                .toList();
    }

    private StatusView.MonikerView moniker(String name, Part.Moniker defined, Merged.OfName figures) {
        Map<String, StatusView.Waiting> backlog = new TreeMap<>();
        Backlogs.Held all = Backlogs.Held.NOTHING;
        for (Map.Entry<Backlogs.Stage, Backlogs.Held> stage : figures.stages.entrySet()) {
            all = all.plus(stage.getValue());
            backlog.put(
                    stage.getKey().name().toLowerCase(Locale.ROOT),
                    new StatusView.Waiting(
                            stage.getValue().rows(),
                            stage.getValue().bytes(),
                            age(stage.getValue().oldestMillis())));
        }
        List<StatusView.Failing> failing = new ArrayList<>();
        DeliveryRecords.@Nullable Failing newest = null;
        for (DeliveryRecords.Failing one : figures.failing) {
            failing.add(new StatusView.Failing(
                    one.part().name().toLowerCase(Locale.ROOT),
                    one.database(),
                    one.reason(),
                    StatusMaker.iso(one.sinceMillis()),
                    StatusMaker.iso(one.lastMillis()),
                    one.attempts()));
            newest = newest == null || one.lastMillis() > newest.lastMillis() ? one : newest;
        }
        return new StatusView.MonikerView(
                name,
                defined.kind(),
                defined.place(),
                defined.standby(),
                state(figures, all),
                figures.rate("committed_rows_total"),
                figures.rate("committed_bytes_total"),
                figures.total("committed_rows_total"),
                figures.total("committed_bytes_total"),
                figures.total("committed_batches_total"),
                all.rows(),
                all.bytes(),
                age(all.oldestMillis()),
                backlog,
                figures.total("parked_batches"),
                figures.total("late_batches"),
                figures.total("pending_batches"),
                figures.total("held_batches"),
                figures.total("undeliverable_batches"),
                figures.total("standby_batches"),
                figures.successMillis == 0 ? null : StatusMaker.iso(figures.successMillis),
                failing,
                newest == null ? "" : newest.reason(),
                newest == null ? null : StatusMaker.iso(newest.lastMillis()),
                newest == null ? "" : Remedy.of(newest.reason()).todo(),
                figures.history);
    }

    private long age(long oldestMillis) {
        return oldestMillis == Long.MAX_VALUE ? 0 : Math.max(0, merged.atMillis - oldestMillis) / 1_000;
    }

    private String state(Merged.OfName figures, Backlogs.Held all) {
        boolean cutOff = figures.failing.stream().anyMatch(one -> one.part() == DeliveryRecords.Part.DESTINATION);
        boolean parked = figures.total("parked_batches") > 0
                || figures.total("standby_batches") > 0
                || !figures.failing.isEmpty();
        if (cutOff) {
            return "cut_off";
        } else if (parked) {
            return "parked";
        } else if (figures.total("held_batches") > 0) {
            return "paused";
        } else if (all.rows() > 0 && age(all.oldestMillis()) * 1_000 > Troubles.patienceMillis(merged)) {
            return "behind";
        }
        boolean untouched = all.rows() == 0 && figures.total("committed_rows_total") == 0;
        return untouched ? "idle" : "ok";
    }
}
