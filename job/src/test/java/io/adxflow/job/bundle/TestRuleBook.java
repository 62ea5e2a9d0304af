package io.adxflow.job.bundle;

import io.adxflow.job.config.NamespaceSpec;
import io.adxflow.job.rows.RowRules;
import io.adxflow.sources.control.ControlDocument;
import io.adxflow.sources.control.DocumentVersion;
import io.adxflow.sources.http.IngestTargets;
import io.adxflow.sources.http.RulesChange;
import io.adxflow.sources.http.StopSavepoint;
import io.adxflow.sources.http.Target;
import io.adxflow.sources.http.UnknownTargetException;
import java.io.FileNotFoundException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Documents that are rules at once, in memory; their hash is the rules' text. */
final class TestRuleBook implements RuleBook {
    private static final long serialVersionUID = 1L;
    private static final Map<String, RowRules> RULES = new ConcurrentHashMap<>();
    private static final AtomicLong NUMBERS = new AtomicLong();

    /** What a source would hand on to bring these rules. */
    RulesChange change(RowRules rules) {
        ControlDocument document = new ControlDocument(rules.toString(), rules.toString());
        RULES.put(document.hash(), rules);
        return new RulesChange(
                new DocumentVersion(NUMBERS.incrementAndGet(), document.hash(), "request", 0, "test", "test"),
                document,
                new Targets(rules),
                new StopSavepoint());
    }

    @Override
    public RuleSet of(ControlDocument document) {
        return new RuleSet(RULES.get(document.hash()), Map.of());
    }

    @Override
    public RuleSet named(String hash, int version) throws FileNotFoundException {
        RowRules rules = RULES.get(hash);
        if (rules == null) {
            throw new FileNotFoundException(hash);
        }
        return new RuleSet(new RowRules(rules.namespaces(), rules.subscriptions(), version), Map.of());
    }

    @Override
    public void inForce(ControlDocument document, boolean durable) {}

    private record Targets(RowRules rules) implements IngestTargets {
        @Override
        public Target resolve(@Nullable String namespace, @Nullable String database) throws UnknownTargetException {
            for (NamespaceSpec each : rules.namespaces()) {
                if (each.name().equals(namespace)) {
                    return new Target(each.name(), database == null ? each.database() : database, database != null);
                }
            }
            throw new UnknownTargetException("no namespace '" + namespace + "'");
        }

        @Override
        public @Nullable String overload(Target target) {
            return null;
        }
    }
}
