package io.adxflow.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.sources.wire.WireFormat;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class LoadLoopTest {
    private static final Workload SMALL = new Workload("small", 10, 200, 20, 1, 0, 15_000, 3);
    private static final BodyGenerator GENERATOR = new BodyGenerator(SMALL, WireFormat.REMOTE_WRITE_1);

    private final List<Long> attempted = new ArrayList<>();
    private final List<Long> acknowledged = new ArrayList<>();
    private final List<Long> failed = new ArrayList<>();
    private final LoadListener listener = new LoadListener() {
        @Override
        public void attempted(long body) {
            attempted.add(body);
        }

        @Override
        public void acknowledged(long body) {
            acknowledged.add(body);
        }

        @Override
        public void failed(long body, int status, String answer) {
            failed.add(body);
        }
    };

    private static LoadPlan plan(InetSocketAddress address, int connections, int bodies, double rate) {
        return new LoadPlan(
                Endpoints.of(address),
                "/api/v1/write",
                connections,
                100,
                bodies,
                Duration.ofMinutes(1),
                rate,
                Duration.ofMillis(1),
                Duration.ofMillis(4));
    }

    private LoadResult run(LoadPlan plan) throws IOException {
        return new LoadLoop(plan, GENERATOR, WireFormat.REMOTE_WRITE_1, listener).run();
    }

    @Test
    void sendsEachBodyOnceOverManyConnections() throws Exception {
        try (ScriptedServer server = new ScriptedServer(n -> ScriptedServer.NO_CONTENT)) {
            LoadResult result = run(plan(server.address(), 8, 300, 0));

            assertThat(result.bodies()).isEqualTo(300);
            assertThat(result.ackedSamples()).isEqualTo(300 * 20);
            assertThat(result.retries()).isZero();
            assertThat(new HashSet<>(acknowledged)).hasSize(300).contains(100L, 399L);
            assertThat(new HashSet<>(server.bodies)).hasSize(300).contains(ByteBuffer.wrap(GENERATOR.body(250)));
            assertThat(server.heads.get(0))
                    .startsWith("POST /api/v1/write HTTP/1.1\r\n")
                    .contains("\r\nContent-Encoding: snappy\r\n", "\r\nContent-Type: application/x-protobuf\r\n");
        }
    }

    @Test
    void sendsTheSameBytesAgainAfterServerErrorsAndLostConnections() throws Exception {
        String overload = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 4\r\n\r\nfull";
        String tooMany = "HTTP/1.1 429 Too Many Requests\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
        try (ScriptedServer server = new ScriptedServer(n -> switch (n) {
            case 1 -> overload;
            case 2 -> "";
            case 3 -> tooMany;
            default -> ScriptedServer.NO_CONTENT;
        })) {
            LoadResult result = run(plan(server.address(), 1, 2, 0));

            assertThat(attempted).containsExactly(100L, 100L, 100L, 100L, 101L);
            assertThat(acknowledged).containsExactly(100L, 101L);
            assertThat(new HashSet<>(server.bodies.subList(0, 4)))
                    .containsExactly(ByteBuffer.wrap(GENERATOR.body(100)));
            assertThat(result.retries()).isEqualTo(3);
            assertThat(result.firstFailure()).isEqualTo("503 full");
        }
    }

    @Test
    void retriesOnceWhenTheConnectionIsLostDuringTheBackoff() throws Exception {
        String overload =
                "HTTP/1.1 503 Service Unavailable\r\n" + ScriptedServer.HANGS_UP + "Content-Length: 0\r\n\r\n";
        try (ScriptedServer server = new ScriptedServer(n -> n % 3 == 0 ? ScriptedServer.NO_CONTENT : overload)) {
            LoadResult result = run(plan(server.address(), 2, 100, 0));

            assertThat(acknowledged).hasSize(100).doesNotHaveDuplicates();
            assertThat(attempted).hasSize(100 + (int) result.retries());
            assertThat(server.bodies).hasSizeLessThanOrEqualTo(attempted.size());
        }
    }

    @Test
    void leadsEachNewConnectionToTheEndpointWhoseTurnItIs() throws Exception {
        String closing = "HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
        try (ScriptedServer first = new ScriptedServer(n -> closing);
                ScriptedServer second = new ScriptedServer(n -> ScriptedServer.NO_CONTENT)) {
            Iterator<InetSocketAddress> turns =
                    Arrays.asList(first.address(), null, second.address()).iterator();
            LoadPlan to = plan(first.address(), 1, 5, 0);
            LoadPlan plan = new LoadPlan(
                    turns::next,
                    to.path(),
                    to.connections(),
                    to.firstBody(),
                    to.bodies(),
                    to.longest(),
                    to.samplesPerSecond(),
                    to.shortestBackoff(),
                    to.longestBackoff());
            LoadResult result = run(plan);

            assertThat(first.bodies).hasSize(1);
            assertThat(second.bodies).hasSize(5);
            assertThat(result.retries()).isEqualTo(2);
        }
    }

    @Test
    void waitsAsLongAsRetryAfterSays() throws Exception {
        String later = "HTTP/1.1 503 Service Unavailable\r\nretry-after: 1\r\nContent-Length: 0\r\n\r\n";
        try (ScriptedServer server = new ScriptedServer(n -> n == 1 ? later : ScriptedServer.NO_CONTENT)) {
            LoadResult result = run(plan(server.address(), 1, 1, 0));

            assertThat(result.ackMaxMillis()).isGreaterThan(1000);
        }
    }

    @Test
    void givesUpWhatIsRefusedForGood() throws Exception {
        String refusal = "HTTP/1.1 400 Bad Request\r\nContent-Length: 3\r\n\r\nbad";
        try (ScriptedServer server = new ScriptedServer(n -> n == 2 ? refusal : ScriptedServer.NO_CONTENT)) {
            LoadResult result = run(plan(server.address(), 1, 3, 0));

            assertThat(acknowledged).containsExactly(100L, 102L);
            assertThat(failed).containsExactly(101L);
            assertThat(result.failedSamples()).isEqualTo(20);
            assertThat(result.firstFailure()).isEqualTo("400 bad");
        }
    }

    @Test
    void retriesUntilAServerListens() throws Exception {
        InetSocketAddress address;
        try (ServerSocket free = new ServerSocket(0)) {
            address = new InetSocketAddress(InetAddress.getLoopbackAddress(), free.getLocalPort());
        }
        LoadLoop[] loop = new LoadLoop[1];
        LoadListener finishing = new LoadListener() {
            @Override
            public void attempted(long body) {
                attempted.add(body);
                if (attempted.size() == 5) {
                    startOn(address);
                    loop[0].finish();
                }
            }
        };
        loop[0] = new LoadLoop(plan(address, 1, 10, 0), GENERATOR, WireFormat.REMOTE_WRITE_1, finishing);

        LoadResult result = loop[0].run();

        assertThat(result.bodies()).isEqualTo(1);
        assertThat(result.ackedSamples()).isEqualTo(20);
        assertThat(result.retries()).isGreaterThanOrEqualTo(4);
    }

    private static void startOn(InetSocketAddress address) {
        try {
            new ScriptedServer(n -> ScriptedServer.NO_CONTENT, address.getPort());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void keepsAnOfferedRate() throws Exception {
        try (ScriptedServer server = new ScriptedServer(n -> ScriptedServer.NO_CONTENT)) {
            LoadResult result = run(plan(server.address(), 4, 50, 2_000));

            assertThat(result.bodies()).isEqualTo(50);
            assertThat(result.seconds()).isGreaterThanOrEqualTo(49 * 20 / 2_000.0);
        }
    }

    @Test
    void theLedgerNamesWhatWasAcknowledged(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("ledger");
        try (AckLedger ledger = new AckLedger(file)) {
            ledger.acknowledged(7);
            ledger.acknowledged(3);
        }

        assertThat(AckLedger.read(file).stream()).containsExactly(3, 7);
    }
}
