package dev.millrace.batch.payouts.bank;

import dev.millrace.batch.payouts.sending.Transactions;
import java.util.Map;
import java.util.function.Function;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Transactions of a process that dies at its n-th step. Each transaction has three: before it,
 * inside it when its work is done but not committed, and after it.
 */
public final class FaultyTransactions implements Transactions {

    private static final int STEPS_OF_AN_ACT = 3;

    private final Transactions real;
    private int stepsLeft;

    /** Dies at this step, the first is 0. */
    public FaultyTransactions(Transactions real, int step) {
        this.real = real;
        this.stepsLeft = step;
    }

    /** The step before the n-th transaction, the first is 1. */
    public static int beforeAct(int number) {
        return STEPS_OF_AN_ACT * (number - 1);
    }

    @Override
    public <T> T act(
            String action,
            String resource,
            String id,
            Map<String, String> details,
            Function<JdbcClient, T> work) {
        step();
        T result =
                real.act(
                        action,
                        resource,
                        id,
                        details,
                        sql -> {
                            T done = work.apply(sql);
                            step();
                            return done;
                        });
        step();
        return result;
    }

    @Override
    public <T> T look(Function<JdbcClient, T> question) {
        return real.look(question);
    }

    @Override
    public String actor() {
        return real.actor();
    }

    private void step() {
        if (stepsLeft-- == 0) {
            throw new Killed();
        }
    }

    /** The end of the process. */
    public static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1;
    }
}
