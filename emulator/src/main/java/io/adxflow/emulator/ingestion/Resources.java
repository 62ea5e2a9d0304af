package io.adxflow.emulator.ingestion;

import io.adxflow.emulator.engine.DuckStore;
import io.adxflow.emulator.engine.ResultTable;
import io.adxflow.emulator.storage.AccountSas;
import io.adxflow.emulator.storage.StorageAccount;
import io.adxflow.emulator.storage.StorageClient;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The containers, queues and the table that the service lends its clients, and the token that they put in messages.
 *
 * <p>Rotation makes a new generation of containers and queues. Queues of the generations before are still read, since messages
 * may stand in them, as the real service does.
 *
 * <p>Threads: any.
 */
public final class Resources {
    private static final String KIND = "resources";
    private static final Duration OWN_SAS = Duration.ofDays(3650);
    private static final String STATUS_TABLE = "ingestionsstatus";

    private final StorageAccount account;
    private final StorageClient storage;
    private final DuckStore store;
    private final Clock clock;
    private final int containers;
    private final int queues;
    private int generation = 1;
    private int token = 1;
    private final Set<String> validTokens = new LinkedHashSet<>();
    private Duration sasLifetime = Duration.ofDays(1);

    public Resources(
            StorageAccount account, StorageClient storage, DuckStore store, Clock clock, int containers, int queues)
            throws IOException, SQLException {
        this.account = account;
        this.storage = storage;
        this.store = store;
        this.clock = clock;
        this.containers = containers;
        this.queues = queues;
        store.readEntities((kind, json) -> {
            if (kind.equals(KIND)) {
                generation = Integer.parseInt(json.substring(0, json.indexOf(' ')));
                token = Integer.parseInt(json.substring(json.indexOf(' ') + 1));
            }
        });
        validTokens.add(identityToken());
        create();
    }

    private void create() throws IOException, SQLException {
        String sas = "?" + ownSas();
        for (int i = 0; i < containers; i++) {
            storage.createContainer(account.blobEndpoint() + "/" + container(i) + sas);
        }
        for (int i = 0; i < queues; i++) {
            storage.createQueue(account.queueEndpoint() + "/" + queue(generation, i) + sas);
        }
        storage.createQueue(failedQueue());
        storage.createQueue(successQueue());
        storage.createTable(account.tableEndpoint() + sas, STATUS_TABLE);
        store.putEntity(KIND, "", "", generation + " " + token);
    }

    private String ownSas() {
        return AccountSas.sign(clock.instant().plus(OWN_SAS));
    }

    private String container(int i) {
        return "ingestdata-g" + generation + "-" + i;
    }

    private static String queue(int generation, int i) {
        return "readyforaggregation-g" + generation + "-" + i;
    }

    /** From now on clients get signatures that end this much later; a negative duration makes them worthless. */
    public synchronized void sasLifetime(Duration lifetime) {
        sasLifetime = lifetime;
    }

    /** From now on clients are sent to new containers and queues. */
    public synchronized void rotate() throws IOException, SQLException {
        generation++;
        create();
    }

    /** From now on clients get another token; messages with those before are refused when they are revoked. */
    public synchronized void rotateToken(boolean revokeOld) throws SQLException {
        token++;
        if (revokeOld) {
            validTokens.clear();
        }
        validTokens.add(identityToken());
        store.putEntity(KIND, "", "", generation + " " + token);
    }

    /** The answer to {@code .get kusto identity token}. */
    public synchronized String identityToken() {
        return "stand-in-identity-" + token;
    }

    synchronized boolean isValid(@Nullable String messageToken) {
        return messageToken != null && validTokens.contains(messageToken);
    }

    /** The answer to {@code .show ingestion resources}. */
    public synchronized ResultTable list() {
        String sas = "?" + AccountSas.sign(clock.instant().plus(sasLifetime));
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (int i = 0; i < queues; i++) {
            rows.add(ResultTable.row(
                    "SecuredReadyForAggregationQueue", account.queueEndpoint() + "/" + queue(generation, i) + sas));
        }
        for (int i = 0; i < containers; i++) {
            rows.add(ResultTable.row("TempStorage", account.blobEndpoint() + "/" + container(i) + sas));
        }
        rows.add(ResultTable.row("FailedIngestionsQueue", account.queueEndpoint() + "/failedingestions" + sas));
        rows.add(ResultTable.row("SuccessfulIngestionsQueue", account.queueEndpoint() + "/successfulingestions" + sas));
        rows.add(ResultTable.row("IngestionsStatusTable", account.tableEndpoint() + "/" + STATUS_TABLE + sas));
        return ResultTable.of(List.of("ResourceTypeName", "StorageRoot"), rows);
    }

    /** The queues to read, of all generations, with a signature of our own. */
    synchronized List<String> readableQueues() {
        String sas = "?" + ownSas();
        List<String> urls = new ArrayList<>();
        for (int g = 1; g <= generation; g++) {
            for (int i = 0; i < queues; i++) {
                urls.add(account.queueEndpoint() + "/" + queue(g, i) + sas);
            }
        }
        return urls;
    }

    String failedQueue() {
        return account.queueEndpoint() + "/failedingestions?" + ownSas();
    }

    String successQueue() {
        return account.queueEndpoint() + "/successfulingestions?" + ownSas();
    }
}
