package dev.millrace.launcher.search;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.launcher.testing.Signals;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** What can happen to the whole program; ended in the order of the constants. */
enum Fault {
    POSTGRES_CRASHES {
        @Override
        void begin(SearchProgram program) throws Exception {
            ProcessHandle server =
                    ProcessHandle.of(program.postgres().pid().orElseThrow()).orElseThrow();
            // The immediate stop: recovery from the log follows.
            Signals.send("QUIT", List.of(server));
            server.onExit().get(1, TimeUnit.MINUTES);
            program.postgres().stop();
        }

        @Override
        void end(SearchProgram program) {
            program.postgres().start();
        }
    },

    BROKER_STOPS {
        @Override
        void begin(SearchProgram program) {
            program.broker().stop();
        }

        @Override
        void end(SearchProgram program) {
            program.broker().start();
        }
    },

    SEARCH_SERVER_STOPS {
        @Override
        void begin(SearchProgram program) {
            program.server().stop();
        }

        @Override
        void end(SearchProgram program) {
            program.server().start();
        }
    },

    UNREADABLE_RECORD_COMES {
        @Override
        void begin(SearchProgram program) {
            // When it ends: the broker may be away now.
        }

        @Override
        void end(SearchProgram program) throws Exception {
            byte[] key = "[\"%s\"]".formatted(UUID.randomUUID()).getBytes(UTF_8);
            try (KafkaProducer<byte[], byte[]> producer =
                    new KafkaProducer<>(
                            Map.of("bootstrap.servers", program.broker().bootstrapServers()),
                            new ByteArraySerializer(),
                            new ByteArraySerializer())) {
                producer.send(
                                new ProducerRecord<>(
                                        "app.wellness.practitioners",
                                        key,
                                        "no row".getBytes(UTF_8)))
                        .get();
            }
        }
    },

    PROGRAM_IS_KILLED {
        @Override
        void begin(SearchProgram program) {
            program.kill();
        }

        @Override
        void end(SearchProgram program) {
            program.startAgain();
        }
    };

    abstract void begin(SearchProgram program) throws Exception;

    abstract void end(SearchProgram program) throws Exception;
}
