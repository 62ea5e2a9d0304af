package io.adxflow.sources.control;

import io.adxflow.sources.control.ControlEvent.Change;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the readers of another source of the job which version is in force, as {@link ControlCoordinator} has decided it; its readers
 * hear of it with the same checkpoint or the next one. To be called within {@code snapshotState} and {@code addReader} alone, for the
 * reasons that the coordinator has. Used by the coordinator's thread.
 */
public final class ControlFollower {
    private static final Logger LOG = LoggerFactory.getLogger(ControlFollower.class);

    private final SplitEnumeratorContext<?> context;
    private final VersionsInForce inForce;
    private final Map<Integer, String> told = new HashMap<>();

    public ControlFollower(SplitEnumeratorContext<?> context) {
        this(context, VersionsInForce.jvm());
    }

    ControlFollower(SplitEnumeratorContext<?> context, VersionsInForce inForce) {
        this.context = context;
        this.inForce = inForce;
    }

    /** A reader has registered: it knows nothing yet. */
    public void addReader(int subtask) {
        told.remove(subtask);
        announce(subtask);
    }

    /** Tells every reader what it does not know yet. */
    public void announce() {
        told.keySet().retainAll(context.registeredReaders().keySet());
        context.registeredReaders().keySet().forEach(this::announce);
    }

    private void announce(int subtask) {
        VersionsInForce.Entry entry = inForce.of(context.metricGroup());
        if (entry == null) {
            return;
        }
        String name = entry.version().number() + " " + entry.version().hash();
        if (name.equals(told.get(subtask)) || !context.registeredReaders().containsKey(subtask)) {
            return;
        }
        try {
            context.sendEventToSourceReader(subtask, new Change(entry.version(), entry.durableNumber()));
            told.put(subtask, name);
        } catch (RuntimeException e) {
            // It is between two attempts; the next one registers and hears what is in force.
            LOG.info("Reader {} could not be told: {}", subtask, e.toString());
        }
    }
}
