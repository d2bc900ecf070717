package dev.millrace.launcher.search;

import static org.assertj.core.api.Assertions.assertThat;

import co.elastic.clients.elasticsearch.core.search.Hit;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.launcher.testing.TypedCommand;
import dev.millrace.schema.search.SearchIndexes;
import dev.millrace.search.query.Found;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Practitioners, services and reviews: what the rows of acceptance say of finding them. */
class PracticesSearchAcceptanceIT {

    private final SearchProgram program = SearchProgram.get();

    /** A practitioner, under whose identity the user is, too, with one service of the same. */
    private UUID practice(String name, String service) throws Exception {
        UUID id = UUID.randomUUID();
        program.app(
                """
                insert into identity.users (id, email, display_name)
                values ('%1$s', '%1$s@example.org', '%2$s');
                insert into wellness.practitioners (id, user_id, bio) values ('%1$s', '%1$s', 'Listens');
                insert into wellness.services
                    (id, practitioner_id, name, duration_minutes, price_cents)
                values ('%1$s', '%1$s', '%3$s', 60, 5000)
                """
                        .formatted(id, name, service));
        return id;
    }

    // K02
    @Test
    void aPractitionerIsFoundWhileVerifiedAndActive() throws Exception {
        UUID practitioner = practice("Zuleika Ostrander", "Talk");
        assertThat(program.found(SearchIndexes.PRACTITIONERS, "ostrander")).isEmpty();

        verify(practitioner);

        assertThat(program.found(SearchIndexes.PRACTITIONERS, "ostrander"))
                .containsExactly("Zuleika Ostrander");

        program.app(
                "update wellness.practitioners set status = 'suspended' where id = '%s'"
                        .formatted(practitioner));

        assertThat(program.found(SearchIndexes.PRACTITIONERS, "ostrander")).isEmpty();
    }

    // K03
    @Test
    void aPractitionerIsFoundByTheNameOfASpecialisation() throws Exception {
        UUID practitioner = practice("Yolanda Quist", "Talk");
        verify(practitioner);
        UUID specialisation = UUID.randomUUID();
        program.app(
                """
                insert into wellness.specialization_categories (id, name)
                values ('%1$s', 'Category %1$s');
                insert into wellness.specializations (id, category_id, name)
                values ('%1$s', '%1$s', 'Bibliotherapy');
                insert into wellness.practitioner_specializations (practitioner_id, specialization_id)
                values ('%2$s', '%1$s')
                """
                        .formatted(specialisation, practitioner));

        assertThat(program.found(SearchIndexes.SPECIALIZATIONS, "bibliotherapy"))
                .containsExactly("Bibliotherapy");
        assertThat(program.found(SearchIndexes.PRACTITIONERS, "bibliotherapy"))
                .containsExactly("Yolanda Quist");

        program.app(
                "update wellness.specializations set name = 'Thalassotherapy' where id = '%s'"
                        .formatted(specialisation));

        assertThat(program.found(SearchIndexes.PRACTITIONERS, "bibliotherapy")).isEmpty();
        assertThat(program.found(SearchIndexes.PRACTITIONERS, "thalassotherapy"))
                .containsExactly("Yolanda Quist");
        // A specialisation always has a category.
        program.refused(
                "23502",
                "update wellness.specializations set category_id = null where id = '%s'"
                        .formatted(specialisation));
    }

    // K05
    @Test
    void aServiceShowsItsPriceWhileItIsActive() throws Exception {
        UUID service = practice("Xenia Rask", "Moxibustion");
        verify(service);
        assertThat(price("moxibustion")).isEqualTo(5_000);

        program.app(
                "update wellness.services set price_cents = 6100 where id = '%s'"
                        .formatted(service));

        assertThat(price("moxibustion")).isEqualTo(6_100);

        program.app(
                "update wellness.services set active = false where id = '%s'".formatted(service));

        assertThat(program.found(SearchIndexes.SERVICES, "moxibustion")).isEmpty();
    }

    // K17, K18, K19
    @Test
    void reviewsAndVotesShowWhereTheyAreLookedFor() throws Exception {
        UUID practitioner = practice("Walda Ekberg", "Hydrosonics");
        verify(practitioner);
        review(practitioner, 5);
        review(practitioner, 4);
        UUID third = review(practitioner, 3);

        assertRating("4.0", 3);
        program.awaitIndex(SearchIndexes.REVIEWS);
        assertThat(program.hits(SearchIndexes.REVIEWS, "hydrosonics")).hasSize(3);
        program.app(
                """
                insert into wellness.review_helpfulness (review_id, user_id, helpful)
                select '%1$s', id, row_number() over (order by id) <= 2 from (
                    select id from identity.users where display_name = 'Reviewer %2$s' limit 3) u
                """
                        .formatted(third, practitioner));
        assertThat(helpful(third)).isEqualTo(2);
        program.app(
                """
                update wellness.review_helpfulness set helpful = false
                where review_id = '%1$s' and user_id = (
                    select user_id from wellness.review_helpfulness
                    where review_id = '%1$s' and helpful limit 1)
                """
                        .formatted(third));
        assertThat(helpful(third)).isEqualTo(1);

        program.app(
                "update wellness.reviews set status = 'hidden' where id = '%s'".formatted(third));

        assertRating("4.5", 2);
        program.awaitIndex(SearchIndexes.REVIEWS);
        assertThat(program.hits(SearchIndexes.REVIEWS, "hydrosonics"))
                .hasSize(2)
                .extracting(Found.Hit::id)
                .doesNotContain(third.toString());
    }

    // K27
    @Test
    void oneQueryOverTheGeneralAliasFindsThingsOfEveryKind() throws Exception {
        verify(practice("Zephyr Lind", "Zephyr massage"));
        program.insertCourse("Zephyr painting");
        program.app(
                """
                insert into projects.projects (title, description, category, status)
                values ('Zephyr mill', 'Work', 'supply', 'published');
                insert into content.library_items
                    (title, slug, content, content_type, status, published_at)
                values ('Zephyr guide', 'zephyr', 'Blows', 'guide', 'published', now())
                """);
        for (var index : SearchIndexes.all()) {
            program.awaitIndex(index);
        }
        String[] kinds = {"courses", "content", "practitioners", "projects", "services"};

        List<String> asked =
                program
                        .client()
                        .search(
                                s ->
                                        s.index(SearchIndexes.GENERAL)
                                                .query(q ->
                                                        q.multiMatch(m ->
                                                                m.query("zephyr")
                                                                        .fields(
                                                                                "title",
                                                                                "name",
                                                                                "display_name"))),
                                ObjectNode.class)
                        .hits()
                        .hits()
                        .stream()
                        .map(Hit::index)
                        .map(PracticesSearchAcceptanceIT::kind)
                        .toList();

        assertThat(asked).containsExactlyInAnyOrder(kinds);
        assertThat(program.queries().general("zephyr", 10))
                .extracting(hit -> kind(hit.index()))
                .containsExactlyInAnyOrder(kinds);
    }

    // K34
    @Test
    void anErasedPersonIsInNoDocument() throws Exception {
        UUID person = practice("Ottilie Wasserfuhr", "Talk");
        verify(person);
        assertThat(program.found(SearchIndexes.PRACTITIONERS, "wasserfuhr"))
                .containsExactly("Ottilie Wasserfuhr");
        program.awaitIndex(SearchIndexes.SERVICES);
        assertThat(documentsWith("wasserfuhr")).isEqualTo(2);

        program.app(
                "insert into ops.erasure_requests (user_id, kind) values ('%s', 'erase')"
                        .formatted(person));
        TypedCommand.Ended erased = program.run("jobs", "run", "person-requests");
        assertThat(erased.code()).as(erased.output()).isZero();

        program.awaitIndex(SearchIndexes.PRACTITIONERS);
        program.awaitIndex(SearchIndexes.SERVICES);
        assertThat(documentsWith("wasserfuhr")).isZero();
    }

    /** In all versions of all indexes, hidden documents included, whatever the field. */
    private long documentsWith(String word) throws Exception {
        return program.client()
                .count(c -> c.index("*-v*-*").query(q -> q.queryString(s -> s.query(word))))
                .count();
    }

    private static String kind(String concrete) {
        return concrete.substring(0, concrete.indexOf("-v"));
    }

    private void verify(UUID practitioner) throws Exception {
        program.app(
                """
                update wellness.practitioners
                set verification_status = 'verified', status = 'active' where id = '%s'
                """
                        .formatted(practitioner));
    }

    private long price(String service) throws Exception {
        return program.document(SearchIndexes.SERVICES, service).get("price_cents").asLong();
    }

    private UUID review(UUID practitioner, int rating) throws Exception {
        UUID id = UUID.randomUUID();
        program.app(
                """
                insert into identity.users (id, email, display_name)
                values ('%1$s', '%1$s@example.org', 'Reviewer %2$s');
                insert into wellness.bookings
                    (id, user_id, practitioner_id, service_id, scheduled_at, ends_at,
                        duration_minutes, session_type, status, created_at)
                values ('%1$s', '%1$s', '%2$s', '%2$s', now(), now() + interval '1 hour',
                    60, 'chat', 'completed', now());
                insert into wellness.reviews
                    (id, booking_id, reviewer_id, practitioner_id, rating, title)
                values ('%1$s', '%1$s', '%1$s', '%2$s', %3$d, 'Hydrosonics')
                """
                        .formatted(id, practitioner, rating));
        return id;
    }

    /** In the document of the practitioner, and in that of the service. */
    private void assertRating(String rating, int count) throws Exception {
        ObjectNode practitioner = program.document(SearchIndexes.PRACTITIONERS, "ekberg");
        assertThat(practitioner.get("rating").decimalValue()).isEqualByComparingTo(rating);
        assertThat(practitioner.get("rating_count").asInt()).isEqualTo(count);
        assertThat(
                        program.document(SearchIndexes.SERVICES, "hydrosonics")
                                .get("rating")
                                .decimalValue())
                .isEqualByComparingTo(rating);
    }

    private int helpful(UUID review) throws Exception {
        program.awaitIndex(SearchIndexes.REVIEWS);
        return program.hits(SearchIndexes.REVIEWS, "hydrosonics").stream()
                .filter(hit -> hit.id().equals(review.toString()))
                .findFirst()
                .orElseThrow()
                .document()
                .get("helpful_count")
                .asInt();
    }
}
