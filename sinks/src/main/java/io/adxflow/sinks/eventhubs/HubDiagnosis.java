package io.adxflow.sinks.eventhubs;

import io.adxflow.sinks.azure.AzureFailure;
import java.util.ArrayList;
import java.util.List;

/** Tells all that stands in the way of delivering to a hub, and what to do about it. Leaves no event behind. */
final class HubDiagnosis {
    private final HubSettings settings;
    private final HubClients clients;
    private final HubFailures failures;

    HubDiagnosis(HubSettings settings, HubClients clients, HubFailures failures) {
        this.settings = settings;
        this.clients = clients;
        this.failures = failures;
    }

    private interface Check {
        void run() throws Exception;
    }

    /** Empty when nothing does. Whether events may be sent shows without a transaction at the first one only. */
    List<String> run() {
        List<String> problems = new ArrayList<>();
        check(problems, "the hub", () -> {
            try (var probe = new EventHubsDestination.ClosingProducer(clients.probing())) {
                probe.producer().partitionsFor(settings.hub());
            }
        });
        if (problems.isEmpty()) {
            Markers markers = new Markers(settings, clients);
            check(problems, "groups, where is kept what was delivered", () -> markers.read(0));
            if (settings.transactions()) {
                check(problems, "transactions", () -> {
                    try (var probe = new EventHubsDestination.ClosingProducer(
                            clients.transactional(settings.name() + "-probe"))) {
                        probe.producer().initTransactions();
                    }
                });
            }
        }
        if (!problems.isEmpty()) {
            problems.add("what it takes: " + failures.grants());
        }
        return problems;
    }

    private void check(List<String> problems, String what, Check check) {
        try {
            check.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            problems.add("interrupted");
        } catch (Exception e) {
            AzureFailure failure = failures.of(e);
            problems.add(what + ": " + (failure == null ? String.valueOf(e) : failure.toString()));
        }
    }
}
