package dev.millrace.launcher.acceptance;

import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Roles, and what the answers of models were worth. */
@ExtendWith(SharedProgram.class)
class RolesAcceptanceIT {

    private final Sql sql;
    private final Fixtures fixtures;

    RolesAcceptanceIT(Sql sql) {
        this.sql = sql;
        this.fixtures = new Fixtures(sql);
    }

    // N03
    @Test
    void aRoleCountsItsPermissionsAndTheGrantsThatHaveNotExpired() throws SQLException {
        UUID role = UUID.randomUUID();
        List<UUID> users = fixtures.users(2);
        sql.app(
                """
                insert into identity.roles (id, name) values ('%1$s', 'role %1$s');
                with made as (
                    insert into identity.permissions (name, resource, action)
                    select 'permission %1$s ' || n, 'project', 'action ' || n
                    from generate_series(1, 3) n
                    returning id)
                insert into identity.role_permissions (role_id, permission_id)
                select '%1$s', id from made;
                insert into identity.user_roles (user_id, role_id, expires_at)
                values ('%2$s', '%1$s', null), ('%3$s', '%1$s', now() - interval '1 minute')
                """
                        .formatted(role, users.get(0), users.get(1)));

        sql.eventually(
                "3|1",
                """
                select permissions_count, active_users
                from derived.role_statistics where role_id = '%s'
                """
                        .formatted(role));
    }

    // N18
    @Test
    void feedbackGivesAModelItsCountAverageTimeAndRating() throws SQLException {
        String model = "model " + UUID.randomUUID();
        sql.app(
                """
                insert into analytics.ai_feedback
                    (feature, model_version, input_data, output_data, response_time_ms, rating)
                values ('%1$s', '1.0', '{}', '{}', 100, 4),
                    ('%1$s', '1.0', '{}', '{}', 200, 5),
                    ('%1$s', '1.0', '{}', '{}', 300, null)
                """
                        .formatted(model));

        sql.eventually(
                "3|200.00|4.50",
                """
                select request_count, average_response_ms, average_rating
                from derived.ai_model_stats
                where model_name = '%s' and model_version = '1.0'
                """
                        .formatted(model));
    }

    // N18
    @Test
    void aTypeOfModelHasOneInProduction() throws SQLException {
        // On a program that has been asked before there is one.
        sql.app(production() + " on conflict do nothing");

        sql.refused("23505", production());
    }

    private static String production() {
        return """
        insert into analytics.ai_models (name, version, model_type, config, is_production)
        values ('model %s', '1.0', 'moderation', '{}', true)
        """
                .formatted(UUID.randomUUID());
    }
}
