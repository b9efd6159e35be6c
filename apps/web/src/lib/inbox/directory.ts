import { agents, teams, type AgentSummary, type Team } from '@switchboard/contracts';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useMay } from '../access.ts';
import { query } from '../api.ts';

export interface Directory {
  agents: readonly AgentSummary[];
  teams: readonly Team[];
  agentName: (id: string | null) => string | null;
  teamName: (id: string | null) => string | null;
}

const nobody: readonly AgentSummary[] = [];
const none: readonly Team[] = [];

/** Names of agents and teams; empty for those who may not see them. */
export function useDirectory(): Directory {
  const enabled = useMay('agents:read');
  const { data: agentList } = useQuery({ ...query(agents.list, {}), enabled, staleTime: 60_000 });
  const { data: teamList } = useQuery({ ...query(teams.list, {}), enabled });
  const allAgents = agentList?.items ?? nobody;
  const allTeams = teamList?.items ?? none;
  return useMemo(() => {
    const agentNames = new Map(allAgents.map(({ id, name }) => [id, name]));
    const teamNames = new Map(allTeams.map(({ id, name }) => [id, name]));
    return {
      agents: allAgents,
      teams: allTeams,
      agentName: (id) => (id === null ? null : (agentNames.get(id) ?? null)),
      teamName: (id) => (id === null ? null : (teamNames.get(id) ?? null)),
    };
  }, [allAgents, allTeams]);
}
