"""What a team has in common: leaderboards, assignments, and the report for its trainers and leads."""

from bot.desk.team import Team
from bot.features.groups._assign import AssignCog
from bot.features.groups._boards import BoardCog
from bot.features.groups._members import Members
from bot.features.groups._news import News
from bot.features.groups._report import TeamCog
from bot.features.groups._roles import Roles
from bot.features.groups._time import AssignmentTime
from bot.features.host import Host


async def setup(bot: Host) -> None:
    members = Members(Team(bot.desks.desk))
    news = News(bot, bot.desks.servers)
    roles = Roles(bot.desks.assignments, members, news)
    time = AssignmentTime(bot, roles, news)
    boards, assign, team = BoardCog(bot, members), AssignCog(bot, members, roles, news, time), TeamCog(bot, members)
    bot.presses |= {
        "board": boards.turn,
        "board_png": boards.picture,
        "board_show": boards.show_name,
        "board_hide": boards.hide_name,
        "assigned_call": assign.take,
        "assignment": assign.turn_members,
        "assignments": assign.turn_list,
        "my_assignments": assign.turn_mine,
        "report": team.turn,
        "report_costly": team.costly,
        "report_map": team.heat_map,
        "report_map_page": team.turn_heat_map,
        "report_csv": team.csv,
        "report_excel": team.excel,
    }
    for cog in (boards, assign, team, time):
        await bot.add_cog(cog)
