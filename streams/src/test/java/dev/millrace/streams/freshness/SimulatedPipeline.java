package dev.millrace.streams.freshness;

import dev.millrace.schema.derived.DerivedStore;
import dev.millrace.schema.position.Lsn;
import dev.millrace.streams.freshness.SimulatedKafka.Transaction;
import dev.millrace.streams.progress.Gap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Ingest, applications and table writers that go on a little at a time, in any order. Source
 * transactions are numbers from 1, which are their log positions, too. It knows the truth: as of
 * which transaction a store is.
 */
final class SimulatedPipeline {

    static final int PARTITIONS = 2;

    private final Flow flow;
    private final Random random;
    private final SimulatedKafka kafka = new SimulatedKafka();
    private final Map<Step, Transaction> open = new HashMap<>();
    private final List<Transaction> unmarked = new ArrayList<>();
    private @Nullable Transaction ingesting;
    private long ingested;
    private long published;

    SimulatedPipeline(Flow flow, Random random) {
        this.flow = flow;
        this.random = random;
        flow.topics().forEach(topic -> partitions(topic).forEach(kafka::create));
    }

    static List<TopicPartition> partitions(String topic) {
        List<TopicPartition> all = new ArrayList<>();
        for (int i = 0; i < PARTITIONS; i++) {
            all.add(new TopicPartition(topic, i));
        }
        return all;
    }

    /** Something happens somewhere. */
    void step(boolean traffic) {
        switch (random.nextInt(8)) {
            case 0, 1 -> {
                if (traffic || ingesting != null) {
                    ingest(traffic);
                }
            }
            case 2, 3 -> markSomething();
            default -> advance(flow.steps().get(random.nextInt(flow.steps().size())));
        }
    }

    private void ingest(boolean traffic) {
        Transaction batch = ingesting;
        if (batch == null) {
            batch = new Transaction();
            ingesting = batch;
        }
        if (traffic && random.nextInt(3) > 0) {
            ingested++;
            List<String> topics = new ArrayList<>(flow.captured());
            for (int i = random.nextInt(4); i > 0; i--) {
                kafka.append(
                        batch, somePartition(topics.get(random.nextInt(topics.size()))), ingested);
            }
        } else if (random.nextInt(6) == 0) {
            // Published again by the next instance.
            List<Long> causes = new ArrayList<>();
            for (String topic : flow.captured()) {
                for (TopicPartition partition : partitions(topic)) {
                    causes.addAll(kafka.causesOf(partition, batch));
                }
            }
            finish("ingest", batch, false);
            Transaction again = new Transaction();
            ingesting = again;
            List<String> topics = new ArrayList<>(flow.captured());
            causes.forEach(cause ->
                    kafka.append(
                            again,
                            somePartition(topics.get(random.nextInt(topics.size()))),
                            cause));
        } else {
            published = ingested;
            finish("ingest", batch, true);
            ingesting = null;
        }
    }

    private void advance(Step step) {
        if (step.endsInTheTable()) {
            apply(step);
            return;
        }
        Transaction transaction = open.get(step);
        if (transaction == null) {
            transaction = new Transaction();
            open.put(step, transaction);
        }
        switch (random.nextInt(5)) {
            case 0 -> {
                finish(step.reader(), transaction, random.nextInt(5) > 0);
                open.remove(step);
            }
            default -> process(step, transaction);
        }
    }

    private void process(Step step, Transaction transaction) {
        TopicPartition input = somePartition(pick(List.copyOf(step.reads())));
        long from =
                kafka.position(transaction, input)
                        .orElse(kafka.committed(step.reader()).getOrDefault(input, 0L));
        TreeMap<Long, Long> records = kafka.readable(input, from);
        int most = 1 + random.nextInt(4);
        for (Map.Entry<Long, Long> record : records.entrySet()) {
            if (most-- == 0) {
                return;
            }
            for (String topic : step.writes()) {
                for (int i = random.nextInt(3); i > 0; i--) {
                    kafka.append(transaction, somePartition(topic), record.getValue());
                }
            }
            kafka.read(transaction, input, record.getKey() + 1);
        }
        // Behind trailing markers or not: Kafka Streams commits either.
        if (random.nextBoolean() && !records.isEmpty()) {
            kafka.read(transaction, input, kafka.readableEnd(input));
        }
    }

    private void apply(Step step) {
        TopicPartition input = somePartition(pick(List.copyOf(step.reads())));
        long from = kafka.committed(step.reader()).getOrDefault(input, 0L);
        int most = 1 + random.nextInt(4);
        for (long offset : kafka.readable(input, from).keySet()) {
            if (most-- == 0) {
                return;
            }
            kafka.commitOutside(step.reader(), input, offset + 1);
        }
    }

    private void finish(String reader, Transaction transaction, boolean commit) {
        kafka.decide(reader, transaction, commit);
        unmarked.add(transaction);
    }

    private void markSomething() {
        if (unmarked.isEmpty()) {
            return;
        }
        Transaction transaction = unmarked.get(random.nextInt(unmarked.size()));
        kafka.unmarked(transaction).stream()
                .findAny()
                .ifPresent(partition -> kafka.mark(transaction, partition));
        if (transaction.isMarkedEverywhere()) {
            unmarked.remove(transaction);
        }
    }

    /** A look as the watch takes it, while everything goes on. */
    Look look(Runnable meanwhile) {
        AsOf captured = asOf(published);
        meanwhile.run();
        Map<String, Map<TopicPartition, Long>> positions = new HashMap<>();
        flow.steps().stream()
                .map(Step::reader)
                .distinct()
                .forEach(reader -> {
                    positions.put(reader, kafka.committed(reader));
                    meanwhile.run();
                });
        Map<TopicPartition, Long> ends = new HashMap<>();
        for (String topic : flow.topics()) {
            for (TopicPartition partition : partitions(topic)) {
                ends.put(partition, kafka.end(partition));
                meanwhile.run();
            }
        }
        return Look.of(captured, positions, ends);
    }

    /** The same in the wrong order: ends first, then positions, then how far ingest is. */
    Look lookInTheWrongOrder(Runnable meanwhile) {
        Map<TopicPartition, Long> ends = new HashMap<>();
        for (String topic : flow.topics()) {
            partitions(topic).forEach(partition -> ends.put(partition, kafka.end(partition)));
        }
        meanwhile.run();
        Map<String, Map<TopicPartition, Long>> positions = new HashMap<>();
        flow.steps().forEach(step -> positions.put(step.reader(), kafka.committed(step.reader())));
        meanwhile.run();
        return Look.of(asOf(published), positions, ends);
    }

    boolean isEmpty(Gap gap) {
        return kafka.isEmpty(gap.partition(), gap.position(), gap.end());
    }

    long published() {
        return published;
    }

    /** The truth: the last transaction up to which everything is in the table of the store. */
    long asOf(DerivedStore store) {
        long first = published + 1;
        for (Step step : flow.steps()) {
            if (flow.upstreamOf(store).contains(step.store())
                    && (!step.endsInTheTable() || step.store().equals(store))) {
                for (String topic : step.reads()) {
                    for (TopicPartition partition : partitions(topic)) {
                        long from = kafka.committed(step.reader()).getOrDefault(partition, 0L);
                        for (long cause : kafka.pending(partition, from)) {
                            first = Math.min(first, cause);
                        }
                    }
                }
            }
        }
        return first - 1;
    }

    static AsOf asOf(long transaction) {
        return new AsOf("cluster", 1, new Lsn(transaction), transaction * 1_000, transaction);
    }

    private TopicPartition somePartition(String topic) {
        return new TopicPartition(topic, random.nextInt(PARTITIONS));
    }

    private String pick(List<String> topics) {
        return topics.get(random.nextInt(topics.size()));
    }
}
