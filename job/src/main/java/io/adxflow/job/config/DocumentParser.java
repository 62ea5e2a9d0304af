package io.adxflow.job.config;

import io.adxflow.job.config.PipelineDocument.Retirement;
import io.adxflow.job.config.PipelineDocument.Undelivered;
import io.adxflow.sinks.delivery.MonikerSpec;
import io.adxflow.sources.auth.SenderSpec;
import io.adxflow.sources.limits.NamespaceLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Makes a {@link PipelineDocument} of settings, and tells all that is wrong with its parts and between them. */
final class DocumentParser {
    /** Whose places can keep what is not theirs. */
    private static final List<String> STANDBY_KINDS = List.of("blob", "directory");

    private final SettingLayers layers;
    private final List<ConfigProblem> problems;

    DocumentParser(SettingLayers layers, List<ConfigProblem> problems) {
        this.layers = layers;
        this.problems = problems;
    }

    /**
     * Reads a document that stands alone, as YAML or JSON. What belongs to the process and not to the document is a problem.
     *
     * @param origin for messages
     * @param accepted whether it was accepted before, so that nothing is said of extensions
     * @throws ConfigException with all problems at once
     */
    static PipelineDocument parse(String text, String origin, boolean accepted) throws ConfigException {
        List<ConfigProblem> problems = new ArrayList<>();
        SettingLayers layers = new SettingLayers();
        layers.lay(YamlSettings.parse(text, origin, problems));
        for (Setting setting : layers.all().values()) {
            String key = setting.key();
            String section = key.contains(".") ? key.substring(0, key.indexOf('.')) : key;
            if (!PipelineDocument.SECTIONS.contains(section)) {
                boolean option = OptionRegistry.options().containsKey(key);
                problems.add(new ConfigProblem(
                        setting.origin(),
                        option
                                ? key + ": an option of the process, which acts at a start only (expected here: "
                                        + String.join(", ", PipelineDocument.SECTIONS) + ")"
                                : "unknown key " + key + Nearest.hint(section, PipelineDocument.SECTIONS)));
            }
        }
        PipelineDocument document = new DocumentParser(layers, problems).parse();
        if (accepted) {
            problems.removeIf(ConfigProblem::ofExtension);
        }
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        return document;
    }

    PipelineDocument parse() {
        Map<String, String> referrers = new TreeMap<>();
        Map<String, SubscriptionSpec> subscriptions = new TreeMap<>();
        List<SubscriptionParser> parsers = new ArrayList<>();
        for (String name : new TreeSet<>(layers.names("subscriptions"))) {
            SubscriptionParser parser = new SubscriptionParser(name, layers, problems);
            SubscriptionSpec subscription = parser.parse();
            parsers.add(parser);
            subscriptions.put(name, subscription);
            if (!subscription.to().isEmpty()) {
                referrers.putIfAbsent(subscription.to(), parser.toOrigin());
            }
        }
        Map<String, NamespaceSpec> namespaces = new TreeMap<>();
        Set<String> namespaceNames = new TreeSet<>(layers.names("namespaces"));
        namespaceNames.add(NamespaceParser.DEFAULT_NAME);
        if (namespaceNames.remove(AgentsSpec.TEMPLATE_NAME)) {
            checkTemplate(subscriptions, referrers);
        }
        for (String name : namespaceNames) {
            boolean subscribed = subscriptions.values().stream().anyMatch(each -> each.takesFrom(name));
            NamespaceParser parser = new NamespaceParser(name, layers, subscribed, problems);
            NamespaceSpec namespace = parser.parse();
            namespaces.put(name, namespace);
            namespace.monikers().forEach(moniker -> referrers.putIfAbsent(moniker, parser.monikersOrigin()));
        }
        parsers.forEach(parser -> parser.check(namespaceNames));
        Map<String, MonikerSpec> monikers = monikers(referrers);
        Map<String, NamespaceLimits> limits = new TreeMap<>();
        for (String name : new TreeSet<>(layers.names("limits"))) {
            limits.put(name, new LimitsParser(name, layers, problems).parse(namespaceNames));
        }
        AgentsSpec agents = new AgentsParser(layers, problems).parse(namespaceNames);
        Map<String, SenderSpec> senders = new SendersParser(layers, problems).parse(namespaceNames);
        return new PipelineDocument(monikers, namespaces, subscriptions, retired(monikers), agents, senders, limits);
    }

    private void checkTemplate(Map<String, SubscriptionSpec> subscriptions, Map<String, String> referrers) {
        boolean subscribed = subscriptions.values().stream().anyMatch(each -> each.takesFrom(AgentsSpec.TEMPLATE_NAME));
        List<ConfigProblem> found = new ArrayList<>();
        NamespaceParser parser = AgentsParser.template(layers, subscribed, found);
        if (parser != null) {
            parser.parse().monikers().forEach(moniker -> referrers.putIfAbsent(moniker, parser.monikersOrigin()));
            found.forEach(problem -> problems.add(AgentsParser.ofTemplate(problem)));
        }
    }

    private Map<String, Retirement> retired(Map<String, MonikerSpec> monikers) {
        Map<String, Retirement> retired = new TreeMap<>();
        for (String name : new TreeSet<>(layers.names("retired"))) {
            SortedMap<String, Setting> settings = layers.under("retired." + name + ".");
            Setting undelivered = settings.get("retired." + name + ".undelivered");
            for (Setting setting : settings.values()) {
                if (!setting.equals(undelivered)) {
                    problem(setting, "unknown key " + setting.key() + " (known: undelivered)");
                }
            }
            if (undelivered != null) {
                retired.put(name, retirement(undelivered, monikers));
            }
        }
        return retired;
    }

    /** {@code drain}, {@code drop}, {@code move=moniker}. */
    private Retirement retirement(Setting setting, Map<String, MonikerSpec> monikers) {
        String text = setting.text();
        if (text.equals("drop")) {
            return new Retirement(Undelivered.DROP, "");
        }
        if (text.startsWith("move=")) {
            String to = text.substring("move=".length()).strip();
            if (!monikers.containsKey(to)) {
                problem(
                        setting,
                        setting.key() + ": there is no moniker '" + to + "'" + Nearest.hint(to, monikers.keySet()));
            }
            return new Retirement(Undelivered.MOVE, to);
        }
        if (!text.equals("drain")) {
            problem(setting, setting.key() + ": '" + text + "' (expected: drain, drop or move=<moniker>)");
        }
        return new Retirement(Undelivered.DRAIN, "");
    }

    private void problem(Setting setting, String message) {
        problems.add(new ConfigProblem(setting.origin(), message));
    }

    private Map<String, MonikerSpec> monikers(Map<String, String> referrers) {
        Map<String, MonikerSpec> monikers = new TreeMap<>();
        Set<String> names = new TreeSet<>(layers.names("monikers"));
        referrers.forEach((moniker, origin) -> {
            if (!names.contains(moniker) && !moniker.equals(MonikerParser.LOCAL)) {
                problems.add(new ConfigProblem(
                        origin,
                        "there is no moniker '" + moniker + "'" + Nearest.hint(moniker, names) + " (set monikers."
                                + moniker + ".kind)"));
            }
        });
        if (referrers.containsKey(MonikerParser.LOCAL)) {
            names.add(MonikerParser.LOCAL);
        }
        for (String name : names) {
            MonikerSpec moniker = new MonikerParser(name, layers, problems).parse();
            if (moniker != null) {
                monikers.put(name, moniker);
            }
        }
        // When all are known, since they are made of others.
        for (MonikerSpec moniker : List.copyOf(monikers.values())) {
            if (moniker.kind().equals(PairParts.KIND)) {
                MonikerSpec whole = PairParts.expand(moniker, monikers);
                monikers.put(moniker.name(), whole);
                new MonikerParser(moniker.name(), layers, problems).check(whole);
            }
        }
        for (MonikerSpec moniker : List.copyOf(monikers.values())) {
            String standby = moniker.options().get(MonikerSpec.STANDBY);
            if (MonikerParser.LOCAL.equals(standby) && !monikers.containsKey(MonikerParser.LOCAL)) {
                MonikerSpec local = new MonikerParser(MonikerParser.LOCAL, layers, problems).parse();
                if (local != null) {
                    monikers.put(MonikerParser.LOCAL, local);
                }
            }
        }
        monikers.values().forEach(moniker -> checkStandby(moniker, monikers));
        return monikers;
    }

    private void checkStandby(MonikerSpec moniker, Map<String, MonikerSpec> monikers) {
        String name = moniker.options().get(MonikerSpec.STANDBY);
        if (name == null) {
            return;
        }
        String key = "monikers." + moniker.name() + "." + MonikerSpec.STANDBY;
        Setting setting = layers.under("monikers." + moniker.name() + ".").get(key);
        String origin = setting == null ? "" : setting.origin();
        MonikerSpec standby = monikers.get(name);
        if (standby == null) {
            problems.add(new ConfigProblem(
                    origin, key + ": there is no moniker '" + name + "'" + Nearest.hint(name, monikers.keySet())));
        } else if (name.equals(moniker.name())) {
            problems.add(new ConfigProblem(origin, key + ": " + name + " (expected: another moniker than itself)"));
        } else if (!STANDBY_KINDS.contains(standby.kind())) {
            problems.add(new ConfigProblem(
                    origin,
                    key + ": " + name + " is of kind " + standby.kind() + " (expected: one of kind "
                            + String.join(" or ", STANDBY_KINDS) + ")"));
        }
    }
}
