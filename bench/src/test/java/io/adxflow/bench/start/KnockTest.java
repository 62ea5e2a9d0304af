package io.adxflow.bench.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class KnockTest {
    @Test
    void fillsEachTableOnceARound() {
        assertThat(new Knock(1, 1).bodiesPerRound()).isEqualTo(1);
        assertThat(new Knock(1, 5_000).bodiesPerRound()).isEqualTo(5);
    }

    @Test
    void tellsWhatTheJobAnswersAndThatNobodyDoes() throws Exception {
        try (ServerSocket job = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Knock knock = new Knock(job.getLocalPort(), 1);
            for (String answer :
                    new String[] {"HTTP/1.1 503 Service Unavailable\r\n\r\n", "HTTP/1.1 204 No Content\r\n\r\n"}) {
                CompletableFuture<String> asked = CompletableFuture.supplyAsync(() -> answer(job, answer));

                assertThat(knock.status()).isEqualTo(Integer.parseInt(answer.substring(9, 12)));
                assertThat(asked.get())
                        .startsWith("POST /api/v1/write HTTP/1.1\r\n")
                        .contains("Content-Encoding: snappy");
            }
            CompletableFuture<String> cut = CompletableFuture.supplyAsync(() -> answer(job, ""));
            assertThatThrownBy(knock::status).isInstanceOf(IOException.class);
            cut.get();
            job.close();
            assertThatThrownBy(knock::status).isInstanceOf(IOException.class);
        }
    }

    /** Reads one request's head and answers it. */
    private static String answer(ServerSocket job, String answer) {
        try (Socket connection = job.accept()) {
            InputStream in = connection.getInputStream();
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                head.append((char) in.read());
            }
            int length = Integer.parseInt(head.toString().replaceFirst("(?s).*Content-Length: (\\d+).*", "$1"));
            in.readNBytes(length);
            connection.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
            return head.toString();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
