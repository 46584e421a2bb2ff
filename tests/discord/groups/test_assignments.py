"""`/assign`: given, told, begun, reminded of, passed, withdrawn."""

import re

import pytest

from bot.features.groups._news import MOST_PRIVATE
from tests.discord.groups.world import Groups, card
from tests.discord.world import said, text_of

KIND = "Hello Mrs. Lindqvist, I am very sorry. That must have been so frustrating for you."


async def assigned(groups: Groups, **options: object) -> str:
    """`/assign new` by the trainer; the id of the assignment."""
    wanted: dict[str, object] = {"customers": "marta", "due": "3d", "band": "none"}
    text = said(await groups.slash(groups.world.tina, "assign new", **wanted | options))
    found = re.search(r"## Assigned · `(\w+)`", text)
    assert found is not None, text
    return found[1]


async def listed(groups: Groups, id_: str) -> str:
    return said(await groups.slash(groups.world.tina, "assign show", assignment=id_))


async def test_a_member_is_pinged_once_and_finds_it_in_their_list(groups: Groups) -> None:
    world = groups.world
    id_ = await assigned(groups, member=world.ann, difficulty="hard", attempts=2, band="silver", customers="Marta, gus")
    (post,) = groups.posted()
    assert "**Marta Lindqvist, Gus Petropoulos · hard or harder · silver or better in 2 attempts each**" in post
    assert "assigned by tina" in post
    assert groups.pinged() == [world.ann.id]
    mine = said(await groups.slash(world.ann, "assign mine"))
    assert f"`{id_}` · assigned by tina" in mine
    assert "○ pending" in mine
    assert "- Gus Petropoulos: not begun" in mine
    assert "Nothing is assigned to you" in said(await groups.slash(world.bob, "assign mine"))


async def test_the_button_opens_the_call_that_is_to_be_done(groups: Groups) -> None:
    world = groups.world
    await assigned(groups, member=world.ann, customers="gus", difficulty="hard")
    (message,) = world.channel.history()
    result = await groups.click(world.ann, message, "assigned_call")
    assert "Your call is ready" in said(result)
    practice = world.practice()
    assert practice is not None
    assert (practice.persona_id, practice.difficulty, practice.trainee_id) == ("gus", "hard", str(world.ann.id))
    refused = await groups.click(world.bob, message, "assigned_call")
    assert said(refused).startswith("This is not assigned to you")


async def test_a_call_above_ones_own_ceiling_is_refused_to_oneself_only(groups: Groups) -> None:
    world = groups.world
    await world.ann.slash(world.channel, "me")
    settings = card(await world.ann.slash(world.channel, "me"))
    await world.ann.select(settings, ["easy"], custom_id="simmer-pick:own_ceiling:me")
    id_ = await assigned(groups, member=world.ann, difficulty="hard")
    mine = card(await groups.slash(world.ann, "assign mine"))
    assert "Harder than your own ceiling" in text_of(mine.message)
    assert "your own ceiling is easy" in said(await groups.click(world.ann, mine, "assigned_call"))
    assert "ceiling" not in await listed(groups, id_)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"due": "soon"}, "'soon' is no time; write 2026-05-31"),
        ({"due": "2025-12-01"}, "The due time has passed already"),
        ({"due": "600d"}, "more than 366 days ahead"),
        ({"customers": "martha"}, "There is no customer 'martha'"),
        ({"customers": " , "}, "Say which customer is to be practised."),
        ({"remind": 100}, "The reminder would have been due already"),
        ({"member": None}, "Say who is to do it: a member or a role."),
    ],
)
async def test_what_cannot_be_assigned_is_refused_in_a_sentence_and_nothing_is_kept(
    groups: Groups, options: dict[str, object], says: str
) -> None:
    wanted = {"customers": "marta", "due": "3d", "member": groups.world.ann} | options
    wanted = {name: value for name, value in wanted.items() if value is not None}
    assert says in said(await groups.slash(groups.world.tina, "assign new", **wanted))
    assert groups.posted() == []
    assert "Nothing is assigned." in said(await groups.slash(groups.world.tina, "assign list"))


async def test_a_member_and_a_role_at_once_and_a_bot_are_refused(groups: Groups) -> None:
    world = groups.world
    both = {"customers": "marta", "due": "3d", "member": world.ann, "role": world.trainers}
    assert said(await groups.slash(world.tina, "assign new", **both)) == "Say either a member or a role, not both."
    robot = world.guild.add_member(world.env.create_user("robo", bot=True))
    refused = await groups.slash(world.tina, "assign new", customers="marta", due="3d", member=robot)
    assert said(refused) == "robo is a bot and cannot practise; choose a person."


async def test_without_the_right_to_write_here_it_stands_and_the_trainer_is_told(groups: Groups) -> None:
    world = groups.world
    world.forbid("send_messages")
    text = said(await groups.slash(world.tina, "assign new", customers="marta", due="3d", member=world.ann))
    assert "It stands, but I could not announce it here" in text
    assert "pending" in said(await groups.slash(world.ann, "assign mine"))


# -- roles


async def test_a_role_is_reached_now_and_later_and_no_longer_when_it_is_left(groups: Groups) -> None:
    world = groups.world
    evening = world.guild.create_role("Evening")
    world.forbid("mention_everyone")  # with it, the role is pinged as a whole
    known = [groups.person(f"evening{number}", evening) for number in range(3)]
    for who in known:
        await groups.played(who, 50)
    stranger, later = groups.person("stranger", evening), world.bob
    id_ = await assigned(groups, role=evening)
    assert sorted(groups.pinged()) == [who.id for who in known]
    assert "○ 3 pending" in await listed(groups, id_)
    # Who bears it and was never seen gets it with the first command, of whatever kind; so does who joins it later.
    await groups.slash(stranger, "learn")
    assert "something is assigned to you now" in groups.private(stranger)[0]
    await world.restart()
    groups.bears(later, evening)
    assert "○ pending" in said(await groups.slash(later, "assign mine"))
    assert len(groups.private(later)) == 1
    assert "○ 5 pending" in await listed(groups, id_)
    groups.bears(known[0])
    await groups.slash(known[0], "learn")
    assert "○ 4 pending" in await listed(groups, id_)
    assert "Nothing is assigned to you" in said(await groups.slash(known[0], "assign mine"))
    assert len(groups.private(later)) == 1  # told once


async def test_a_role_that_may_be_mentioned_is_pinged_as_a_whole(groups: Groups) -> None:
    world = groups.world
    evening = world.guild.create_role("Evening", mentionable=True)
    await assigned(groups, role=evening)
    backend = world.env.backend
    (message,) = world.channel.history()
    assert backend.get_message(world.channel.id, message.id).mention_role_ids == [evening.id]


async def test_everybody_of_a_server_is_named_one_by_one_and_never_pinged_as_everyone(groups: Groups) -> None:
    world = groups.world
    await groups.played(world.ann, 50)
    await assigned(groups, role=world.guild.default_role)
    (message,) = world.channel.history()
    assert not world.env.backend.get_message(world.channel.id, message.id).mention_everyone
    assert sorted(groups.pinged()) == [world.ann.id, world.tina.id]  # who was never seen is not known yet


async def test_people_keep_what_was_assigned_to_a_role_that_is_deleted(groups: Groups) -> None:
    world = groups.world
    evening = world.guild.create_role("Evening")
    groups.bears(world.ann, evening)
    await groups.played(world.ann, 50)
    id_ = await assigned(groups, role=evening)
    groups.bears(world.ann)
    world.env.backend.delete_role(world.guild.id, evening.id)
    await world.restart()
    assert id_ in said(await groups.slash(world.ann, "assign mine"))


# -- time


async def test_a_reminder_comes_privately_once_and_not_to_who_has_passed(groups: Groups) -> None:
    world = groups.world
    await assigned(groups, member=world.ann, due="30h")
    await assigned(groups, member=world.bob, due="30h")
    await world.pass_time(3600)
    await groups.played(world.bob, 50, days_ago=0)
    await world.pass_time(6 * 3600)
    assert len(groups.private(world.ann)) == 1
    assert groups.private(world.ann)[0].startswith("⏰ A reminder from **Support**: **Marta Lindqvist")
    assert groups.private(world.bob) == []
    await world.restart()
    await world.event("ready")
    await world.pass_time(20 * 3600)
    assert len(groups.private(world.ann)) == 1


async def test_a_reminder_that_was_due_while_nobody_ran_comes_at_the_start(groups: Groups) -> None:
    world = groups.world
    await assigned(groups, member=world.ann, due="30h")
    await world.restart_while(lambda: world.env.backend.clock.advance(7 * 3600))
    await world.pass_time(1)
    assert len(groups.private(world.ann)) == 1


async def test_no_reminder_comes_where_none_is_wanted_or_the_assignment_was_withdrawn(groups: Groups) -> None:
    world = groups.world
    await assigned(groups, member=world.ann, due="30h", remind=0)
    withdrawn = await assigned(groups, member=world.ann, due="30h")
    await groups.slash(world.tina, "assign withdraw", assignment=withdrawn)
    await world.pass_time(31 * 3600)
    assert groups.private(world.ann) == []


async def test_who_takes_no_private_messages_is_pinged_with_fewer_words(groups: Groups) -> None:
    world = groups.world
    await assigned(groups, member=world.ann, due="30h")
    before = len(groups.posted())
    world.env.inject_error("POST", "/users/@me/channels", status=403, code=50007, times=None)
    await world.pass_time(7 * 3600)
    assert groups.private(world.ann) == []
    (post,) = groups.posted()[before:]
    assert post.startswith(f"<@{world.ann.id}> ⏰ An assignment of yours is due")
    assert "marta" not in post.lower()


async def test_a_reminder_that_reaches_nobody_is_tried_again(groups: Groups) -> None:
    world = groups.world
    await assigned(groups, member=world.ann, due="30h")
    world.env.inject_error("POST", "/users/@me/channels", status=403, code=50007, times=1)
    world.env.inject_error("POST", "/channels/*/messages", status=403, code=50001, times=1)
    await world.pass_time(6 * 3600 + 1)
    assert groups.private(world.ann) == []
    await world.pass_time(61)
    assert len(groups.private(world.ann)) == 1


async def test_many_people_are_reminded_in_one_message(groups: Groups) -> None:
    world = groups.world
    evening = world.guild.create_role("Evening")
    people = [groups.person(f"evening{number:02}", evening) for number in range(MOST_PRIVATE + 1)]
    for who in people:
        await groups.played(who, 50)
    await assigned(groups, role=evening, due="30h")
    before = len(groups.posted())
    await world.pass_time(7 * 3600)
    (post,) = groups.posted()[before:]
    assert all(f"<@{who.id}>" in post for who in people)
    assert all(groups.private(who) == [] for who in people[:2])


async def test_passing_is_congratulated_once(groups: Groups) -> None:
    world = groups.world
    await assigned(groups, member=world.ann)
    (message,) = world.channel.history()
    await groups.click(world.ann, message, "assigned_call")
    (thread,) = world.threads().values()
    await world.press(thread, "take")
    await world.quiet()
    await world.say(thread, KIND)
    await world.end(thread)
    assert [text for text in groups.private(world.ann) if "🎉 Passed: Marta Lindqvist" in text] == groups.private(
        world.ann
    )
    assert len(groups.private(world.ann)) == 1
    assert "✓ passed" in said(await groups.slash(world.ann, "assign mine", past_too=True))
    assert said(await groups.click(world.ann, message, "assigned_call")).startswith("You have passed this already.")
    again = await world.taken()
    await world.say(again, KIND)
    await world.end(again)
    assert len(groups.private(world.ann)) == 1


# -- the trainer's view


async def test_five_people_of_a_role_with_a_restart_in_the_middle(groups: Groups) -> None:
    world = groups.world
    evening = world.guild.create_role("Evening")
    people = [groups.person(f"evening{number}", evening) for number in range(5)]
    for who in people:
        await groups.played(who, 20)
    id_ = await assigned(groups, role=evening, band="silver", attempts=2, due="3d")
    await world.pass_time(3600)
    await groups.played(people[0], 95, days_ago=0)
    await groups.played(people[1], 30, days_ago=0)
    await world.restart()
    await groups.played(people[2], 30, 31, days_ago=0)
    text = await listed(groups, id_)
    assert "○ 2 pending · ◐ 1 in progress · ✓ 1 passed · ✕ 1 missed" in text
    assert "✓ **evening0** passed · Marta Lindqvist: passed, best 95" in text
    assert "◐ **evening1** in progress · Marta Lindqvist: best 30, 1 try left" in text
    assert "✕ **evening2** missed · Marta Lindqvist: best 31, 0 tries left" in text
    whole = said(await groups.slash(world.lea, "assign list"))
    assert "To the role Evening · ○ 2 pending · ◐ 1 in progress · ✓ 1 passed · ✕ 1 missed" in whole
    (message,) = world.channel.history()
    used_up = await groups.click(people[2], message, "assigned_call")
    assert said(used_up).startswith("Your attempts at this are used up.")


async def test_long_lists_have_pages_that_turn_after_a_restart(groups: Groups) -> None:
    world = groups.world
    for _ in range(9):
        await assigned(groups, member=world.ann)
    shown = {
        "assignments": card(await groups.slash(world.tina, "assign list")),
        "my_assignments": card(await groups.slash(world.ann, "assign mine")),
    }
    await world.restart()
    for (verb, message), who in zip(shown.items(), (world.tina, world.ann), strict=True):
        assert "Page 1 of " in text_of(message.message)
        await who.click(message, custom_id=f"simmer:{verb}:now.2")
        assert "Page 2 of " in text_of(message.message)


async def test_what_was_withdrawn_is_nobodys_any_more(groups: Groups) -> None:
    world = groups.world
    id_ = await assigned(groups, member=world.ann)
    (message,) = world.channel.history()
    assert said(await groups.slash(world.lea, "assign withdraw", assignment=id_)).startswith(f"Withdrawn: `{id_}`.")
    assert "was withdrawn already" in said(await groups.slash(world.tina, "assign withdraw", assignment=id_))
    assert "Nothing is assigned to you" in said(await groups.slash(world.ann, "assign mine"))
    assert "it was withdrawn" in said(await groups.click(world.ann, message, "assigned_call"))
    assert "Withdrawn <t:" in await listed(groups, id_)
    assert "Nothing is assigned." in said(await groups.slash(world.tina, "assign list"))
    assert "· withdrawn" in said(await groups.slash(world.tina, "assign list", past_too=True))


async def test_after_the_due_time_the_button_says_that_it_is_over(groups: Groups) -> None:
    world = groups.world
    id_ = await assigned(groups, member=world.ann, due="2h")
    (message,) = world.channel.history()
    await world.pass_time(3 * 3600)
    assert said(await groups.click(world.ann, message, "assigned_call")).startswith("This was due <t:")
    assert "✕ 1 missed" in await listed(groups, id_)


async def test_an_assignment_of_another_server_is_unknown(groups: Groups) -> None:
    world = groups.world
    id_ = await assigned(groups, member=world.ann)
    other = world.env.create_guild("Elsewhere")
    channel = other.create_text_channel("practice")
    boss = other.add_member(world.env.create_user("boss"))
    world.env.backend.get_guild(other.id).owner_id = boss.id
    text = said(await boss.slash(channel, "assign show", assignment=id_))
    assert text.startswith(f"There is no assignment '{id_}'")


async def test_what_was_passed_stays_passed_when_old_calls_are_deleted(groups: Groups) -> None:
    world = groups.world
    await world.bot.desks.servers.change(str(world.guild.id), keep_days=30)
    id_ = await assigned(groups, member=world.ann, due="60d", remind=0)
    await world.pass_time(60)
    await groups.played(world.ann, 95, days_ago=0)
    await world.restart_while(lambda: world.env.backend.clock.advance(32 * 24 * 3600))
    assert await world.desk.calls.count() == 0
    assert "✓ 1 passed" in await listed(groups, id_)


# -- suggestions


@pytest.mark.parametrize(("who", "found"), [("tina", 1), ("ann", 0)])
async def test_assignments_are_suggested_to_those_who_may_see_them(groups: Groups, who: str, found: int) -> None:
    id_ = await assigned(groups, member=groups.world.bob)
    world = groups.world
    person = {"tina": world.tina, "ann": world.ann}[who]
    shown = await person.autocomplete(world.channel, "assign show", "assignment", "marta")
    assert [one["value"] for one in shown] == [id_] * found


async def test_customers_are_suggested_one_after_another(groups: Groups) -> None:
    shown = await groups.world.tina.autocomplete(groups.world.channel, "assign new", "customers", "gus, mart")
    assert "gus, marta" in [one["value"] for one in shown]
